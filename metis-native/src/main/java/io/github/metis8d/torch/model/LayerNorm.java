package io.github.metis8d.torch.model;

import static org.bytedeco.pytorch.global.torch.layer_norm;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;

/** Each row to mean 0 and variance 1, then scaled and shifted per channel. */
final class LayerNorm {
    private final long[] channels;
    private final double eps;
    private final TensorOptional weight;
    private final TensorOptional bias;

    LayerNorm(Weights weights, long channels, double eps) {
        this.channels = new long[] {channels};
        this.eps = eps;
        this.weight = weights.keep(new TensorOptional(weights.get("weight", channels)));
        this.bias = weights.keep(new TensorOptional(weights.get("bias", channels)));
    }

    Tensor forward(Tensor x) {
        return layer_norm(x, channels, weight, bias, eps, false);
    }
}
