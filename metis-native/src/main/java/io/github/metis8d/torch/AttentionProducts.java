package io.github.metis8d.torch;

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
}
