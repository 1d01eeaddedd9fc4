package io.github.metis8d.torch;

import static org.bytedeco.pytorch.global.torch.get_num_threads;

import io.github.metis8d.DeviceOutOfMemoryException;
import io.github.metis8d.Latents;
import io.github.metis8d.Precision;
import io.github.metis8d.spi.Backend;
import io.github.metis8d.spi.BackendDescription;
import io.github.metis8d.spi.PendingLatents;
import io.github.metis8d.torch.checkpoint.ModelParts;
import io.github.metis8d.torch.cpu.PackedOperations;
import io.github.metis8d.torch.cuda.CachingAllocator;
import io.github.metis8d.torch.cuda.CudaKernelDevice;
import io.github.metis8d.torch.cuda.KernelOperations;
import io.github.metis8d.torch.cuda.Kernels;
import io.github.metis8d.torch.cuda.OverlappedTransfers;
import io.github.metis8d.torch.model.AttentionProducts;
import io.github.metis8d.torch.model.BlockSizes;
import io.github.metis8d.torch.model.Compute;
import io.github.metis8d.torch.model.DotProductAttention;
import io.github.metis8d.torch.model.LibTorchOperations;
import io.github.metis8d.torch.model.LogMel;
import io.github.metis8d.torch.model.Metis8dModel;
import io.github.metis8d.torch.model.Operations;
import io.github.metis8d.torch.model.RowMasks;
import io.github.metis8d.torch.runtime.DirectTransfer;
import io.github.metis8d.torch.runtime.LibTorch;
import io.github.metis8d.torch.runtime.NativeScope;
import io.github.metis8d.torch.runtime.Transfer;
import io.github.metis8d.torch.runtime.Transfers;
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
    private final PointerScope weights;
    private final Compute compute;
    private final Float32Products products;
    private final Metis8dModel model;
    private final Transfers transfers;
    private final MemoryCache cache;
    private final BackendDescription description;

    private TorchBackend(
            PointerScope weights,
            Compute compute,
            Float32Products products,
            Metis8dModel model,
            Transfers transfers,
            MemoryCache cache,
            String device) {
        this.weights = weights;
        this.compute = compute;
        this.products = products;
        this.model = model;
        this.transfers = transfers;
        this.cache = cache;
        this.description = compute.device().is_cuda()
                ? new BackendDescription(device, 240, 2)
                : new BackendDescription(device, 30, 1);
    }

    /**
     * Loads the model. Nothing is left in memory if that fails.
     *
     * @param parts opens what the model is made of
     * @param device cpu or cuda:N, known to be there
     * @param precision the number format
     */
    static TorchBackend open(Supplier<ModelParts> parts, String device, Precision precision) {
        boolean cpu = device.equals("cpu");
        return cpu
                ? open(parts, device, precision, LibTorch.hasOneDnn())
                : open(
                        parts,
                        device,
                        precision,
                        new KernelOperations(kernels(device, precision), new LibTorchOperations()),
                        CachingAllocator::empty);
    }

    /** The same with or without oneDNN's packed products, which only the CPU has. */
    static TorchBackend open(Supplier<ModelParts> parts, String device, Precision precision, boolean packedProducts) {
        Operations operations = new LibTorchOperations();
        return open(
                parts,
                device,
                precision,
                packedProducts
                        ? new PackedOperations(packedFormat(precision), dtype(precision), operations)
                        : operations,
                MemoryCache.NONE);
    }

    /**
     * The same by operations that are closed with the backend, and with LibTorch's cache of the device's memory, which is
     * emptied when the model is gone.
     */
    static TorchBackend open(
            Supplier<ModelParts> parts, String device, Precision precision, Operations operations, MemoryCache cache) {
        boolean cpu = device.equals("cpu");
        Float32Products products = Float32Products.of(precision, device);
        LibTorch.useAllCores();
        PointerScope weights = new PointerScope();
        // Weights are packed for the kind of product that will use them.
        try (InferenceMode inference = new InferenceMode();
                Float32Products.Use use = products.use()) {
            Compute compute = new Compute(
                    new Device(device),
                    dtype(precision),
                    cpu ? attentionOnCpu(precision) : AttentionProducts.fused(dtype(precision)),
                    cpu ? BlockSizes.CPU : BlockSizes.GPU,
                    operations);
            Metis8dModel model = Metis8dModel.load(parts, compute, weights);
            Transfers transfers = transfers(compute.device(), weights);
            NativeScope.leave(weights);
            return new TorchBackend(weights, compute, products, model, transfers, cache, name(device));
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

    private static Kernels kernels(String device, Precision precision) {
        // What the format and the products of LibTorch's operations round away.
        double tolerance =
                switch (precision) {
                    case FP32 -> 1e-4;
                    case TF32 -> 1e-2;
                    case BF16, FP16 -> 2e-2;
                };
        return new Kernels(
                new CudaKernelDevice(new Device(device).index()),
                tolerance,
                System.getProperty(Kernels.PROPERTY, Kernels.ALL));
    }

    private static void close(PointerScope weights, Operations operations, MemoryCache cache) {
        weights.close();
        operations.close();
        cache.empty();
    }

    static ScalarType dtype(Precision precision) {
        return switch (precision) {
            case FP32, TF32 -> ScalarType.Float;
            case BF16 -> ScalarType.BFloat16;
            case FP16 -> ScalarType.Half;
        };
    }

    /**
     * LibTorch reduces float32 products by itself on CPUs that multiply bfloat16 matrices. On those that multiply
     * bfloat16 vectors only it does not, although they are twice as fast at it.
     */
    static ScalarType packedFormat(Precision precision) {
        boolean reduced =
                precision == Precision.TF32 && LibTorch.hasBfloat16Arithmetic() && !LibTorch.hasBfloat16Products();
        return reduced ? ScalarType.BFloat16 : dtype(precision);
    }

    /**
     * {@return what is fastest for a precision on the CPU} On CPUs that multiply bfloat16 matrices, reduced float32
     * products are made of these; converted at every product of attention this takes longer than once before, for the
     * same error. On those that do not, LibTorch's fused attention in 16 bits is ten times slower than in float32,
     * conversions included, and oneDNN's products of all heads at once are faster than those within the fused operation:
     * twice in float32, and more in bfloat16 where the CPU multiplies its vectors.
     */
    private static AttentionProducts attentionOnCpu(Precision precision) {
        ScalarType dtype = dtype(precision);
        if (LibTorch.hasBfloat16Products()) {
            return AttentionProducts.fused(precision == Precision.TF32 ? ScalarType.BFloat16 : dtype);
        }
        if (!Float32Products.oneDnnHasAllBits()) {
            return AttentionProducts.fused(ScalarType.Float);
        }
        boolean bfloat16 = precision == Precision.BF16 && LibTorch.hasBfloat16Arithmetic();
        return new AttentionProducts(bfloat16 ? dtype : ScalarType.Float, DotProductAttention.SEPARATE);
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
                Float32Products.Use use = products.use()) {
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
