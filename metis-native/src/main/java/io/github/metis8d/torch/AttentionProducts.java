package io.github.metis8d.torch;

import io.github.metis8d.Precision;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * How attention multiplies.
 *
 * @param format the number format of its products
 * @param way the operations that make them
 */
record AttentionProducts(ScalarType format, DotProductAttention way) {
    /** Products in a format by LibTorch's fused operation. */
    static AttentionProducts fused(ScalarType format) {
        return new AttentionProducts(format, DotProductAttention.FUSED);
    }

    /**
     * {@return what is fastest for a precision on the CPU} On CPUs that multiply bfloat16 matrices, reduced float32
     * products are made of these; converted at every product of attention this takes longer than once before, for the
     * same error. On those that do not, LibTorch's fused attention in 16 bits is ten times slower than in float32,
     * conversions included, and oneDNN's products of all heads at once are faster than those within the fused operation:
     * twice in float32, and more in bfloat16 where the CPU multiplies its vectors.
     */
    static AttentionProducts onCpu(Precision precision) {
        ScalarType dtype = TorchBackend.dtype(precision);
        if (LibTorch.hasBfloat16Products()) {
            return fused(precision == Precision.TF32 ? ScalarType.BFloat16 : dtype);
        }
        if (!Float32Products.oneDnnHasAllBits()) {
            return fused(ScalarType.Float);
        }
        boolean bfloat16 = precision == Precision.BF16 && LibTorch.hasBfloat16Arithmetic();
        return new AttentionProducts(bfloat16 ? dtype : ScalarType.Float, DotProductAttention.SEPARATE);
    }
}
