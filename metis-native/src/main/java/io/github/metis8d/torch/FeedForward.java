package io.github.metis8d.torch;

import static org.bytedeco.pytorch.global.torch.full;

import io.github.metis8d.torch.checkpoint.Weights;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Half of: linear, SiLU, linear. The half is in the weights of the second, where it is exact. */
final class FeedForward {
    private final Linear inner;
    private final Linear outer;

    FeedForward(Weights weights, long channels, long intermediate) {
        this.inner = Linear.of(weights.under("intermediate_dense"), channels, intermediate, Activation.SILU);
        this.outer = halved(weights.under("output_dense"), intermediate, channels);
    }

    private static Linear halved(Weights weights, long in, long out) {
        return Linear.make(
                weights, () -> half(weights, "weight", out, in), () -> half(weights, "bias", out), Activation.NONE);
    }

    private static Tensor half(Weights weights, String name, long... shape) {
        Tensor factor =
                full(new long[] {1}, new Scalar(0.5)).to(weights.compute().device(), ScalarType.Float);
        return weights.scaled(name, factor, shape);
    }

    /** Adds the module's answer for x to the residual, which may be overwritten. */
    Tensor addTo(Tensor residual, Tensor x) {
        long rows = x.size(1);
        if (rows <= BLOCK) return outer.addTo(residual, inner.forwardToLinear(x));
        for (long r = 0; r < rows; r += BLOCK) {
            long first = r, count = Math.min(BLOCK, rows - r);
            NativeScope.run(() -> {
                Tensor part = residual.narrow(1, first, count);
                part.copy_(outer.addTo(part, inner.forwardToLinear(x.narrow(1, first, count))));
            });
        }
        return residual;
    }

    private static final long BLOCK = Long.getLong("blk", 1024);
}
