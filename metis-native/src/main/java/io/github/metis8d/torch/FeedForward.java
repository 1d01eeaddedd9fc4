package io.github.metis8d.torch;

import static org.bytedeco.pytorch.global.torch.silu_;

import io.github.metis8d.torch.checkpoint.Weights;
import org.bytedeco.pytorch.Tensor;

/** Linear, SiLU, linear. */
final class FeedForward {
    private final Linear inner;
    private final Linear outer;

    FeedForward(Weights weights, long channels, long intermediate) {
        this.inner = new Linear(weights.under("intermediate_dense"), channels, intermediate);
        this.outer = new Linear(weights.under("output_dense"), intermediate, channels);
    }

    Tensor forward(Tensor x) {
        return outer.forward(silu_(inner.forward(x)));
    }
}
