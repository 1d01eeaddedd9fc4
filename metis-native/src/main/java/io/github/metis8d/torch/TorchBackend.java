package io.github.metis8d.torch;

import static org.bytedeco.pytorch.global.torch.get_num_threads;

import io.github.metis8d.DeviceOutOfMemoryException;
import io.github.metis8d.Latents;
import io.github.metis8d.spi.Backend;
import io.github.metis8d.spi.BackendDescription;
import io.github.metis8d.spi.PendingLatents;
import io.github.metis8d.torch.checkpoint.ModelParts;
import io.github.metis8d.torch.cpu.Cores;
import io.github.metis8d.torch.cuda.CachingAllocator;
import io.github.metis8d.torch.cuda.OverlappedTransfers;
import io.github.metis8d.torch.model.ClipRows;
import io.github.metis8d.torch.model.ClipSamples;
import io.github.metis8d.torch.model.Compute;
import io.github.metis8d.torch.model.Crew;
import io.github.metis8d.torch.model.LogMel;
import io.github.metis8d.torch.model.Metis8dModel;
import io.github.metis8d.torch.model.Operations;
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
    private final Crew crew;
    private final Transfers transfers;
    private final MemoryCache cache;
    private final BackendDescription description;

    private TorchBackend(
            PointerScope weights,
            ComputePath path,
            Compute compute,
            Metis8dModel model,
            Crew crew,
            Transfers transfers,
            MemoryCache cache,
            String name) {
        this.weights = weights;
        this.compute = compute;
        this.products = path.float32();
        this.model = model;
        this.crew = crew;
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
                place.is_cpu() ? MemoryCache.NONE : new CachingAllocator(place.index())::empty,
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
        int cores = LibTorch.useAllCores();
        LOG.log(Level.DEBUG, "{0}, {1}: {2}", device, path.precision(), path);
        PointerScope weights = new PointerScope();
        // Weights are packed for the kind of product that will use them.
        try (InferenceMode inference = new InferenceMode();
                Float32Products.Hold hold = path.float32().hold()) {
            Compute compute = path.compute(new Device(device), operations);
            Metis8dModel model = Metis8dModel.load(parts, compute, weights);
            Transfers transfers = transfers(compute.device());
            NativeScope.leave(weights);
            // Only oneDNN's products are known to give a row the same bits in a share of the batch.
            Crew crew = path.packed().map(products -> Cores.of(cores, products)).orElse(Crew.CALLER);
            return new TorchBackend(weights, path, compute, model, crew, transfers, cache, name(device));
        } catch (RuntimeException e) {
            close(weights, operations, cache);
            throw NativeFailure.translate(e, device);
        } catch (Error e) {
            close(weights, operations, cache);
            throw NativeFailure.translate(e, device);
        }
    }

    private static Transfers transfers(Device device) {
        return device.is_cuda() ? OverlappedTransfers.to(device) : () -> new DirectTransfer(device);
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
            ClipRows rows = new ClipRows(frames, compute.blocks().rounding(), transfer);
            ClipSamples layout = new ClipSamples(rows);
            Tensor samples = upload(clips, layout, transfer);
            // Who looks at stages sees whole batches.
            Crew computing = stages == Metis8dModel.Stages.UNSEEN ? crew : Crew.CALLER;
            transfer.down(
                    computing.compute(rows, samples, batch -> model.forward(samples, batch, layout, transfer, stages)));
            return () -> await(transfer, frames);
        } catch (RuntimeException e) {
            transfer.close();
            throw translated(e);
        } catch (Error e) {
            transfer.close();
            throw NativeFailure.translate(e, description.device());
        }
    }

    private List<Latents> await(Transfer transfer, int[] frames) {
        try (PointerScope call = new PointerScope();
                transfer) {
            FloatPointer memory = transfer.await();
            List<Latents> answers = new ArrayList<>(frames.length);
            long next = 0;
            for (int clip : frames) {
                float[] values = new float[ClipRows.rows(clip) * Latents.DIMENSIONS];
                memory.position(next).get(values);
                answers.add(new Latents(values));
                next += values.length;
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
        // LibTorch empties the cache by itself before it says that there is no memory for a tensor. A library that asks
        // the GPU finds no more than the cache left.
        if (failure instanceof DeviceOutOfMemoryException && !NativeFailure.isOfTensors(e)) {
            cache.empty();
        }
        return failure;
    }

    /** (N) float32 on the device, zeros between the clips and after the last. */
    private static Tensor upload(List<float[]> clips, ClipSamples layout, Transfer transfer) {
        return transfer.up(ScalarType.Float, new long[] {layout.samples()}, host -> {
            FloatPointer memory = host.data_ptr_float();
            for (int i = 0; i < clips.size(); i++) {
                float[] clip = clips.get(i);
                int first = layout.first(i);
                int next = i + 1 < clips.size() ? layout.first(i + 1) : layout.samples();
                // What is left behind the last frame of a clip may be more than there is room for.
                int taken = Math.min(clip.length, next - first);
                memory.position(first).put(clip, 0, taken);
                host.narrow(0, first + taken, next - first - taken).zero_();
            }
        });
    }

    @Override
    public void close() {
        crew.close();
        transfers.close();
        close(weights, compute.operations(), cache);
    }
}
