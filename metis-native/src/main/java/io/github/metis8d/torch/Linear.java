package io.github.metis8d.torch;

import static org.bytedeco.pytorch.global.torch.linear;

import io.github.metis8d.torch.checkpoint.Weights;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;

/** {@code y = x W^T + b} over the last dimension. */
final class Linear {
    private final Tensor weight;
    private final TensorOptional bias;

    Linear(Weights weights, long in, long out) {
        this(weights.get("weight", out, in), weights.getOptional("bias", out));
    }

    Linear(Tensor weight, TensorOptional bias) {
        this.weight = weight;
        this.bias = bias;
    }

    /** The pointwise convolution of this name, (out, in, 1) and without bias, which is the same product. */
    static Linear pointwise(Weights weights, String name, long in, long out) {
        return new Linear(weights.keep(weights.get(name + ".weight", out, in, 1).squeeze(2)), null);
    }

    Tensor forward(Tensor x) {
        return linear(x, weight, bias);
    }
}
