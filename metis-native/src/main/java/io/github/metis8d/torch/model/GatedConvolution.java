package io.github.metis8d.torch.model;

import org.bytedeco.pytorch.Tensor;

/**
 * The middle of the conformer's convolution module: a gated linear unit over channels, a causal depthwise convolution
 * over time, layer norm over channels, SiLU.
 */
@FunctionalInterface
public interface GatedConvolution {
    /**
     * Computes the rows of this thread.
     *
     * @param x (r, 2 C), contiguous: values, then their gates
     * @param batch tells which rows are whose
     * @return (r, C); rows of nobody hold numbers
     */
    Tensor forward(Tensor x, Batch batch);
}
