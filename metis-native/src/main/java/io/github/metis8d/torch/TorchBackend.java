package io.github.metis8d.torch;

import static org.bytedeco.pytorch.global.torch.empty;
import static org.bytedeco.pytorch.global.torch.get_num_threads;

import io.github.metis8d.DeviceOutOfMemoryException;
import io.github.metis8d.Latents;
import io.github.metis8d.Precision;
import io.github.metis8d.spi.Backend;
import io.github.metis8d.spi.BackendDescription;
import io.github.metis8d.torch.checkpoint.ModelParts;
import io.github.metis8d.torch.cuda.CachingAllocator;
import io.github.metis8d.torch.cuda.CudaKernelDevice;
import io.github.metis8d.torch.cuda.Kernels;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The model on one device of LibTorch. */
final class TorchBackend implements Backend {
    private final PointerScope weights;
    private final Compute compute;
    private final Float32Products products;
    private final Metis8dModel model;
    private final BackendDescription description;

    private TorchBackend(
            PointerScope weights, Compute compute, Float32Products products, Metis8dModel model, String device) {
        this.weights = weights;
        this.compute = compute;
        this.products = products;
        this.model = model;
        this.description = new BackendDescription(device, compute.device().is_cuda() ? 240 : 30);
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
        return open(parts, device, precision, cpu && LibTorch.hasOneDnn(), cpu ? null : kernels(device, precision));
    }

    /** The same with or without oneDNN's packed products, which only the CPU has. */
    static TorchBackend open(Supplier<ModelParts> parts, String device, Precision precision, boolean packedProducts) {
        return open(parts, device, precision, packedProducts, null);
    }

    /** The same with our own kernels, which are closed with the backend, or null for none. */
    static TorchBackend open(
            Supplier<ModelParts> parts, String device, Precision precision, boolean packedProducts, Kernels kernels) {
        Float32Products products = precision == Precision.TF32 ? Float32Products.REDUCED : Float32Products.FULL;
        LibTorch.useAllCores();
        PointerScope weights = new PointerScope();
        // Weights are packed for the kind of product that will use them.
        try (InferenceMode inference = new InferenceMode();
                Float32Products.Use use = products.use()) {
            Compute compute = new Compute(
                    new Device(device),
                    dtype(precision),
                    attention(device, precision),
                    packedProducts ? new PackedProducts(packedFormat(precision), dtype(precision)) : null,
                    kernels);
            Metis8dModel model = Metis8dModel.load(parts, compute, weights);
            return new TorchBackend(weights, compute, products, model, name(device));
        } catch (RuntimeException e) {
            close(weights, kernels);
            throw NativeFailure.translate(e, device);
        } catch (Error e) {
            close(weights, kernels);
            throw e;
        }
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

    private static void close(PointerScope weights, Kernels kernels) {
        weights.close();
        if (kernels != null) {
            kernels.close();
        }
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
     * On CPUs that multiply bfloat16 matrices, reduced float32 products are made of these; converted at every product of
     * attention this takes longer than once before, for the same error. On those that do not, LibTorch's attention in 16
     * bits is ten times slower than in float32, conversions included.
     */
    private static ScalarType attention(String device, Precision precision) {
        if (!device.equals("cpu") || precision == Precision.FP32) {
            return dtype(precision);
        }
        if (!LibTorch.hasBfloat16Products()) {
            return ScalarType.Float;
        }
        return precision == Precision.TF32 ? ScalarType.BFloat16 : dtype(precision);
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
        return encode(clips, Metis8dModel.Stages.UNSEEN);
    }

    List<Latents> encode(List<float[]> clips, Metis8dModel.Stages stages) {
        int[] frames =
                clips.stream().mapToInt(clip -> LogMel.frames(clip.length)).toArray();
        try (PointerScope call = new PointerScope();
                InferenceMode inference = new InferenceMode();
                Float32Products.Use use = products.use()) {
            Tensor latents = model.forward(upload(clips), frames, stages);
            return download(latents, frames);
        } catch (RuntimeException e) {
            RuntimeException failure = NativeFailure.translate(e, description.device());
            if (failure instanceof DeviceOutOfMemoryException
                    && compute.device().is_cuda()) {
                // The tensors of this call are gone by now; a smaller batch wants their memory in other pieces.
                CachingAllocator.empty();
            }
            throw failure;
        }
    }

    /** (B, longest) float32 on the device, zeros past the end of each clip. */
    private Tensor upload(List<float[]> clips) {
        int longest = clips.stream().mapToInt(clip -> clip.length).max().orElseThrow();
        long[] shape = {clips.size(), longest};
        Tensor host = empty(shape, new TensorOptions(ScalarType.Float), null);
        FloatPointer memory = host.data_ptr_float();
        for (int i = 0; i < clips.size(); i++) {
            float[] clip = clips.get(i);
            memory.position((long) i * longest).put(clip, 0, clip.length);
            if (clip.length < longest) {
                host.select(0, i).narrow(0, clip.length, longest - clip.length).zero_();
            }
        }
        return host.to(compute.device(), ScalarType.Float);
    }

    private static List<Latents> download(Tensor latents, int[] frames) {
        Tensor host = latents.cpu().contiguous();
        FloatPointer memory = host.data_ptr_float();
        long clipStride = host.size(1) * Latents.DIMENSIONS;
        List<Latents> answers = new ArrayList<>(frames.length);
        for (int i = 0; i < frames.length; i++) {
            float[] values = new float[RowMasks.rows(frames[i]) * Latents.DIMENSIONS];
            memory.position(i * clipStride).get(values);
            answers.add(new Latents(values));
        }
        return answers;
    }

    @Override
    public void close() {
        close(weights, compute.kernels());
    }
}
