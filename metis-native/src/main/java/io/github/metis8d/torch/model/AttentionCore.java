package io.github.metis8d.torch.model;

import org.bytedeco.pytorch.Tensor;

/**
 * Self-attention with relative keys, between the projections: the score of query i on key j is
 * {@code q_i . k_j + q_i . E[clamp(j - i, -left, right) + left]}.
 */
@FunctionalInterface
public interface AttentionCore {
    /**
     * Computes the answers of this thread's queries.
     *
     * @param qkv (r, 3, H, d), contiguous: queries, scaled by {@code 1 / sqrt(d)}, keys and values
     * @param batch tells which rows are whose, and has memory to use
     * @return (r, H, d), contiguous; rows of nobody hold numbers
     */
    Tensor forward(Tensor qkv, Batch batch);
}
