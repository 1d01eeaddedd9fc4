package io.github.metis8d.torch.model;

import static org.bytedeco.pytorch.global.torch.linear;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;

/** A linear layer by LibTorch's own product. */
final class LibTorchLinear extends Linear {
    private final Tensor weight;
    private final TensorOptional bias;
    private final Activation activation;

    /**
     * @param owner keeps the layer's memory
     * @param weight (out, in), kept
     * @param bias (out), kept, or null
     */
    LibTorchLinear(Weights owner, Tensor weight, Tensor bias, Activation activation) {
        this.weight = weight;
        this.bias = bias == null ? null : owner.keep(new TensorOptional(bias));
        this.activation = activation;
    }

    @Override
    public Tensor forward(Tensor x) {
        return activation.apply(linear(x, weight, bias));
    }

    @Override
    public Tensor addTo(Tensor residual, Tensor x) {
        return residual.add_(forward(x));
    }
}
