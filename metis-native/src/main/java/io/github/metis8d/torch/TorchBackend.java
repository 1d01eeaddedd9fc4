package io.github.metis8d.torch;

import static org.bytedeco.pytorch.global.torch.get_num_threads;

import io.github.metis8d.DeviceOutOfMemoryException;
import io.github.metis8d.Latents;
import io.github.metis8d.spi.Backend;
import io.github.metis8d.spi.BackendDescription;
import io.github.metis8d.spi.PendingLatents;
import io.github.metis8d.torch.checkpoint.ModelParts;
import io.github.metis8d.torch.cuda.CachingAllocator;
import io.github.metis8d.torch.cuda.OverlappedTransfers;
import io.github.metis8d.torch.model.Compute;
import io.github.metis8d.torch.model.LogMel;
import io.github.metis8d.torch.model.Metis8dModel;
import io.github.metis8d.torch.model.Operations;
import io.github.metis8d.torch.model.RowMasks;
import io.github.metis8d.torch.runtime.DirectTransfer;
import io.github.metis8d.torch.runtime.Float32Products;
import io.github.metis8d.torch.runtime.LibTorch;
import io.github.metis8d.torch.runtime.NativeScope;
import io.github.metis8d.torch.runtime.Transfer;
import io.github.metis8d.torch.runtime.Transfers;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The model on one device of LibTorch. */
final class TorchBackend implements Backend {
    private static final System.Logger LOG = System.getLogger(TorchBackend.class.getName());

    private final PointerScope weights;
    private final Compute compute;
    private final Float32Products products;
    private final Metis8dModel model;
    private final Transfers transfers;
    private final MemoryCache cache;
    private final BackendDescription description;

    private TorchBackend(
            PointerScope weights,
            ComputePath path,
            Compute compute,
            Metis8dModel model,
            Transfers transfers,
            MemoryCache cache,
            String name) {
        this.weights = weights;
        this.compute = compute;
        this.products = path.float32();
        this.model = model;
        this.transfers = transfers;
        this.cache = cache;
        this.description = new BackendDescription(name, path.batchSeconds(), path.batchesInFlight());
    }

    /**
     * Loads the model. Nothing is left in memory if that fails.
     *
     * @param parts opens what the model is made of
     * @param device cpu or cuda:N, known to be there
     * @param path the way that it takes there
     */
    static TorchBackend open(Supplier<ModelParts> parts, String device, ComputePath path) {
        Device place = new Device(device);
        return openWith(
                path.operations(place),
                place.is_cpu() ? MemoryCache.NONE : CachingAllocator::empty,
                parts,
                device,
                path);
    }

    /**
     * The same with given operations, which are closed with the backend, and LibTorch's cache of the device's memory, which
     * is emptied when the model is gone.
     */
    static TorchBackend openWith(
            Operations operations, MemoryCache cache, Supplier<ModelParts> parts, String device, ComputePath path) {
        LibTorch.useAllCores();
        LOG.log(Level.DEBUG, "{0}, {1}: {2}", device, path.precision(), path);
        PointerScope weights = new PointerScope();
        // Weights are packed for the kind of product that will use them.
        try (InferenceMode inference = new InferenceMode();
                Float32Products.Hold hold = path.float32().hold()) {
            Compute compute = path.compute(new Device(device), operations);
            Metis8dModel model = Metis8dModel.load(parts, compute, weights);
            Transfers transfers = transfers(compute.device(), weights);
            NativeScope.leave(weights);
            return new TorchBackend(weights, path, compute, model, transfers, cache, name(device));
        } catch (RuntimeException e) {
            close(weights, operations, cache);
            throw NativeFailure.translate(e, device);
        } catch (Error e) {
            close(weights, operations, cache);
            throw NativeFailure.translate(e, device);
        }
    }

    private static Transfers transfers(Device device, PointerScope owner) {
        return device.is_cuda() ? OverlappedTransfers.to(device, owner) : () -> new DirectTransfer(device);
    }

    private static void close(PointerScope weights, Operations operations, MemoryCache cache) {
        weights.close();
        operations.close();
        cache.empty();
    }

    private static String name(String device) {
        return device.equals("cpu") ? "cpu (" + get_num_threads() + " threads)" : device;
    }

    @Override
    public BackendDescription description() {
        return description;
    }

    @Override
    public List<Latents> encode(List<float[]> clips) {
        return start(clips).await();
    }

    @Override
    public PendingLatents start(List<float[]> clips) {
        return start(clips, transfers, Metis8dModel.Stages.UNSEEN);
    }

    List<Latents> encode(List<float[]> clips, Metis8dModel.Stages stages) {
        return start(clips, transfers, stages).await();
    }

    /** The same by another way to the device and back. */
    PendingLatents start(List<float[]> clips, Transfers way, Metis8dModel.Stages stages) {
        int[] frames =
                clips.stream().mapToInt(clip -> LogMel.frames(clip.length)).toArray();
        Transfer transfer = way.begin();
        try (PointerScope call = new PointerScope();
                InferenceMode inference = new InferenceMode();
                Float32Products.Hold hold = products.hold()) {
            Tensor latents = model.forward(upload(clips, frames, transfer), frames, transfer, stages);
            transfer.down(latents);
            long clipStride = latents.size(1) * Latents.DIMENSIONS;
            return () -> await(transfer, clipStride, frames);
        } catch (RuntimeException e) {
            transfer.close();
            throw translated(e);
        } catch (Error e) {
            transfer.close();
            throw NativeFailure.translate(e, description.device());
        }
    }

    private List<Latents> await(Transfer transfer, long clipStride, int[] frames) {
        try (PointerScope call = new PointerScope();
                transfer) {
            FloatPointer memory = transfer.await();
            List<Latents> answers = new ArrayList<>(frames.length);
            for (int i = 0; i < frames.length; i++) {
                float[] values = new float[RowMasks.rows(frames[i]) * Latents.DIMENSIONS];
                memory.position(i * clipStride).get(values);
                answers.add(new Latents(values));
            }
            return answers;
        } catch (RuntimeException e) {
            throw translated(e);
        } catch (Error e) {
            throw NativeFailure.translate(e, description.device());
        }
    }

    private RuntimeException translated(RuntimeException e) {
        RuntimeException failure = NativeFailure.translate(e, description.device());
        // LibTorch empties the cache of the one GPU before it says that there is no memory for a tensor. A library that
        // asks the GPU by itself finds no more than the cache left, and only those of all GPUs can be emptied from
        // here.
        if (failure instanceof DeviceOutOfMemoryException && !NativeFailure.isOfTensors(e)) {
            cache.empty();
        }
        return failure;
    }

    /** (B, N) float32 on the device, zeros past the end of each clip. */
    private Tensor upload(List<float[]> clips, int[] frames, Transfer transfer) {
        int samples = samples(clips, frames);
        return transfer.up(ScalarType.Float, new long[] {clips.size(), samples}, host -> {
            FloatPointer memory = host.data_ptr_float();
            for (int i = 0; i < clips.size(); i++) {
                float[] clip = clips.get(i);
                memory.position((long) i * samples).put(clip, 0, Math.min(clip.length, samples));
                if (clip.length < samples) {
                    host.select(0, i)
                            .narrow(0, clip.length, samples - clip.length)
                            .zero_();
                }
            }
        });
    }

    /**
     * N, to which the clips are padded: the longest, or on a GPU what the rows of the batch take, so that the shapes of
     * log-mel come again as well, and with them the plans of cuFFT and the pieces of memory.
     */
    private int samples(List<float[]> clips, int[] frames) {
        if (compute.device().is_cpu()) {
            return clips.stream().mapToInt(clip -> clip.length).max().orElseThrow();
        }
        return LogMel.samples(RowMasks.framesOfBatch(frames));
    }

    @Override
    public void close() {
        transfers.close();
        close(weights, compute.operations(), cache);
    }
}
