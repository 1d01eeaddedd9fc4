package io.github.metis8d.torch.model;

import io.github.metis8d.torch.checkpoint.W2vBertConfig;
import org.bytedeco.pytorch.Tensor;

/** LibTorch's own operations, on any device. */
public final class LibTorchOperations implements Operations {
    /** There is nothing to set. */
    public LibTorchOperations() {}

    @Override
    public Linear linear(Weights owner, Tensor weight, Tensor bias, Activation activation) {
        Tensor keptBias = bias == null ? null : owner.keepMaterial(bias);
        return new LibTorchLinear(owner, owner.keepMaterial(weight), keptBias, activation);
    }

    @Override
    public AttentionCore attention(W2vBertConfig config, Weights weights) {
        return new LibTorchAttention(config, weights);
    }

    @Override
    public GatedConvolution gatedConvolution(W2vBertConfig config, Weights weights) {
        return new LibTorchGatedConvolution(config, weights);
    }
}
