package io.github.metis8d.torch.model;

import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * How attention multiplies.
 *
 * @param format the number format of its products
 * @param way the operations that make them
 */
public record AttentionProducts(ScalarType format, DotProductAttention way) {
    /**
     * {@return products by LibTorch's fused operation}
     *
     * @param format their number format
     */
    public static AttentionProducts fused(ScalarType format) {
        return new AttentionProducts(format, DotProductAttention.FUSED);
    }
}
