package io.github.metis8d.torch.model;

import static org.bytedeco.pytorch.global.torch.full;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Half of: linear, SiLU, linear. The half is in the weights of the second, where it is exact. */
final class FeedForward {
    private final long blockRows;
    private final Mlp layers;

    FeedForward(Weights weights, long channels, long intermediate) {
        this.blockRows = weights.compute().blocks().wideRows();
        this.layers = new Mlp(
                weights,
                intermediate,
                channels,
                Linear.Parameters.of(weights.under("intermediate_dense"), channels, intermediate),
                Activation.SILU,
                halved(weights.under("output_dense"), intermediate, channels));
    }

    private static Linear.Parameters halved(Weights weights, long in, long out) {
        return new Linear.Parameters(() -> half(weights, "weight", out, in), () -> half(weights, "bias", out));
    }

    private static Tensor half(Weights weights, String name, long... shape) {
        Tensor factor =
                full(new long[] {1}, new Scalar(0.5)).to(weights.compute().device(), ScalarType.Float);
        return weights.scaledMaterial(name, factor, shape);
    }

    /**
     * Adds the module's answer for x to the residual, which may be overwritten.
     */
    Tensor addTo(Tensor residual, Tensor x) {
        if (x.size(0) <= blockRows) {
            return layers.addTo(residual, x);
        }
        RowBlocks.each(x.size(0), blockRows, (first, count) -> {
            Tensor block = residual.narrow(0, first, count);
            block.copy_(layers.addTo(block, x.narrow(0, first, count)));
        });
        return residual;
    }
}
