package io.github.metis8d.torch;

import io.github.metis8d.DeviceUnavailableException;
import io.github.metis8d.Precision;
import io.github.metis8d.torch.cpu.PackedOperations;
import io.github.metis8d.torch.cuda.CudaKernelDevice;
import io.github.metis8d.torch.cuda.KernelOperations;
import io.github.metis8d.torch.cuda.Kernels;
import io.github.metis8d.torch.model.AttentionProducts;
import io.github.metis8d.torch.model.BlockSizes;
import io.github.metis8d.torch.model.Compute;
import io.github.metis8d.torch.model.LibTorchOperations;
import io.github.metis8d.torch.model.Operations;
import io.github.metis8d.torch.model.RowRounding;
import io.github.metis8d.torch.runtime.Float32Products;
import io.github.metis8d.torch.runtime.Processor;
import java.util.Locale;
import java.util.Optional;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The way a model takes on a device: all that depends on the device, its processor and the precision is decided here.
 *
 * <table>
 * <caption>Linear layers / attention / LibTorch's other float32 products</caption>
 * <tr><th>processor<th>fp32<th>tf32<th>bf16<th>fp16
 * <tr><td>plain<td>LibTorch / fused float32 / BLAS<td>as fp32<td>LibTorch / fused float32 / BLAS<td>as bf16
 * <tr><td>onednn<td>packed float32 / fused float32 / BLAS<td>as fp32<td>packed bfloat16 / fused float32 / BLAS<td>packed
 *     float16 / fused float32 / BLAS
 * <tr><td>avx512<td>packed float32 / separate float32 / oneDNN<td>as fp32<td>packed bfloat16 / separate float32 / oneDNN
 *     <td>packed float16 / separate float32 / oneDNN
 * <tr><td>avx512_bf16<td>packed float32 / separate float32 / oneDNN<td>packed bfloat16 in the feed-forward modules,
 *     float32 elsewhere / separate float32 / oneDNN<td>packed bfloat16 / separate bfloat16 / oneDNN<td>packed float16 /
 *     separate float32 / oneDNN
 * <tr><td>amx<td>packed float32 / fused float32 / BLAS<td>packed float32, which oneDNN reduces to bfloat16 / fused
 *     bfloat16 / oneDNN<td>packed bfloat16 / fused bfloat16 / BLAS<td>packed float16 / fused float16 / BLAS
 * <tr><td>a GPU<td>LibTorch / kernel or fused float32 / cuBLAS<td>LibTorch / kernel or fused float32 / cuBLAS in TF32
 *     <td>LibTorch / kernel or fused bfloat16 / cuBLAS<td>LibTorch / kernel or fused float16 / cuBLAS
 * </table>
 *
 * <p>A packed product that oneDNN refuses, or makes wrong, on the processor and for the shape is LibTorch's instead. On a
 * CPU a batch has 30 s and the next one waits for it; on a GPU it has 240 s, and the next one is on its way meanwhile. A
 * kernel may be off from its twin by 1e-4 of the largest value in fp32, 1e-2 in tf32, 2e-2 in 16 bits.
 *
 * <p>Why so:
 * <ul>
 * <li>tf32 on amx: LibTorch reduces float32 products for the whole process or not at all, so those of attention and the
 *     convolution module are reduced with those of the feed-forward modules. The latents are off by 0.8 %, where reduced
 *     feed-forward modules alone cost 0.3 to 0.7 % (docs/precision.md).
 * <li>tf32 on avx512 and below: there is nothing faster than float32 to reduce to, so that it is fp32 to the bit.
 * <li>fused attention on amx: once converted before all heads, bfloat16 beats conversions at each product. On processors that
 *     do not multiply matrices of 16 bits, the fused operation in 16 bits is ten times slower than in float32,
 *     conversions included.
 * <li>separate attention with AVX-512: oneDNN's products of all heads at once are faster than the small ones within the
 *     fused operation, twice in float32, and more in bfloat16 where the processor multiplies vectors of it.
 * <li>fp16: oneDNN refuses it on most of these processors, and LibTorch's own products are then many times slower than
 *     float32's, as a warning tells.
 * </ul>
 *
 * <p>The system property {@value Processor#PROPERTY} takes another row of the table.
 *
 * @param where the row: "gpu", or the kind of the processor
 * @param precision the column
 * @param dtype the number format of weights and activations
 * @param float32 how LibTorch makes its own float32 products meanwhile
 * @param packed the number format of oneDNN's packed products, or nothing where linear layers are LibTorch's
 * @param attention how attention multiplies
 * @param blocks how much is computed at once
 * @param kernelTolerance how far our own kernels may be from LibTorch's operations, in parts of the largest value, or
 *     nothing where there are none
 * @param batchSeconds the most seconds of audio that go well into one batch
 * @param batchesInFlight how many batches are given to the device before the answer of the first is awaited
 */
public record ComputePath(
        String where,
        Precision precision,
        ScalarType dtype,
        Float32Products float32,
        Optional<ScalarType> packed,
        AttentionProducts attention,
        BlockSizes blocks,
        Optional<Double> kernelTolerance,
        double batchSeconds,
        int batchesInFlight) {
    /**
     * {@return the path on a device of this machine}
     *
     * @param device {@code cpu} or {@code cuda:N}
     * @param precision the precision
     * @throws DeviceUnavailableException if the system property {@value Processor#PROPERTY} names a processor that cannot be
     *     had here
     */
    public static ComputePath of(String device, Precision precision) {
        return device.equals("cpu") ? onCpu(Processor.ofProcess(), precision) : onGpu(precision);
    }

    /** {@return the path on a CPU} */
    static ComputePath onCpu(Processor processor, Precision precision) {
        return new ComputePath(
                processor.kind(),
                precision,
                format(precision),
                processor.oneDnnKeepsAllBits() || precision == Precision.TF32 && processor.bfloat16Matrices()
                        ? Float32Products.CPU_ONEDNN
                        : Float32Products.CPU_BLAS,
                processor.oneDnn() ? Optional.of(packedFormat(processor, precision)) : Optional.empty(),
                attention(processor, precision),
                BlockSizes.CPU,
                Optional.empty(),
                30,
                1);
    }

    /** {@return the path on a GPU} */
    static ComputePath onGpu(Precision precision) {
        double tolerance =
                switch (precision) {
                    case FP32 -> 1e-4;
                    case TF32 -> 1e-2;
                    case BF16, FP16 -> 2e-2;
                };
        return new ComputePath(
                "gpu",
                precision,
                format(precision),
                precision == Precision.TF32 ? Float32Products.GPU_TF32 : Float32Products.GPU_FLOAT32,
                Optional.empty(),
                AttentionProducts.fused(format(precision)),
                BlockSizes.GPU,
                Optional.of(tolerance),
                RowRounding.FULL_SECONDS,
                2);
    }

    private static ScalarType format(Precision precision) {
        return switch (precision) {
            case FP32, TF32 -> ScalarType.Float;
            case BF16 -> ScalarType.BFloat16;
            case FP16 -> ScalarType.Half;
        };
    }

    private static ScalarType packedFormat(Processor processor, Precision precision) {
        boolean reduced = precision == Precision.TF32 && processor.bfloat16Vectors() && !processor.bfloat16Matrices();
        return reduced ? ScalarType.BFloat16 : format(precision);
    }

    private static AttentionProducts attention(Processor processor, Precision precision) {
        if (processor.bfloat16Matrices()) {
            return AttentionProducts.fused(precision == Precision.TF32 ? ScalarType.BFloat16 : format(precision));
        }
        if (!processor.oneDnnKeepsAllBits()) {
            return AttentionProducts.fused(ScalarType.Float);
        }
        boolean bfloat16 = precision == Precision.BF16 && processor.bfloat16Vectors();
        return AttentionProducts.separate(bfloat16 ? ScalarType.BFloat16 : ScalarType.Float);
    }

    /**
     * {@return the operations of this path, to be closed once the model is gone}
     *
     * @param device the device
     */
    public Operations operations(Device device) {
        Operations plain = new LibTorchOperations();
        if (kernelTolerance.isPresent()) {
            Kernels kernels = new Kernels(
                    new CudaKernelDevice(device.index()),
                    kernelTolerance.get(),
                    System.getProperty(Kernels.PROPERTY, Kernels.ALL));
            return new KernelOperations(kernels, plain);
        }
        return packed.<Operations>map(products -> new PackedOperations(products, dtype, plain))
                .orElse(plain);
    }

    /**
     * {@return what the model must know of this path}
     *
     * @param device the device
     * @param operations the operations of the path
     */
    public Compute compute(Device device, Operations operations) {
        return new Compute(device, dtype, attention, blocks, operations);
    }

    /** {@return the path for people, in one line} */
    @Override
    public String toString() {
        String linear = packed.map(products -> "oneDNN " + name(products)).orElse("LibTorch " + name(dtype));
        String way = attention.fused() ? "fused" : "separate";
        return String.format(
                Locale.ROOT,
                "%s: linear layers %s%s, attention %s %s%s, other float32 products %s",
                where,
                linear,
                packed.isPresent() && packed.get() != dtype ? " in feed-forward modules" : "",
                way,
                name(attention.format()),
                kernelTolerance.isPresent() ? " or a kernel" : "",
                float32.title());
    }

    private static String name(ScalarType format) {
        return switch (format.intern()) {
            case Float -> "float32";
            case BFloat16 -> "bfloat16";
            case Half -> "float16";
            default -> format.toString();
        };
    }
}
