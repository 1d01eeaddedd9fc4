package io.github.metis8d.torch.model;

import static org.bytedeco.pytorch.global.torch.full;

import io.github.metis8d.torch.checkpoint.W2vBertConfig;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Self-attention with relative keys: the score of query i on key j is
 * {@code (q_i . k_j + q_i . E[clamp(j - i, -left, right) + left]) / sqrt(d)}.
 */
final class RelativeKeyAttention {
    private final int heads;
    private final int headSize;
    private final Linear queryKeyValue;
    private final AttentionCore core;
    private final Linear out;

    RelativeKeyAttention(W2vBertConfig config, Weights weights) {
        this.heads = config.heads();
        this.headSize = config.headSize();
        int channels = config.hiddenSize();
        // The scale goes into the queries, and so into both terms of the score.
        double scale = 1 / Math.sqrt(headSize);
        this.queryKeyValue = Linear.make(
                weights,
                () -> fuse(weights, "weight", scale, channels, channels),
                () -> fuse(weights, "bias", scale, channels),
                Activation.NONE);
        this.core = weights.compute().operations().attention(config, weights);
        this.out = Linear.of(weights.under("linear_out"), channels, channels);
    }

    private static Tensor fuse(Weights weights, String name, double scale, long... shape) {
        Tensor factor =
                full(new long[] {1}, new Scalar(scale)).to(weights.compute().device(), ScalarType.Float);
        return weights.stackedMaterial(
                List.of("linear_q." + name, "linear_k." + name, "linear_v." + name), factor, shape);
    }

    /** Adds the module's answer for x, (R, C), to the residual, which may be overwritten. */
    Tensor addTo(Tensor residual, Tensor x, Batch batch) {
        long rows = x.size(0);
        Tensor qkv = queryKeyValue.forward(x).view(rows, 3, heads, headSize);
        Tensor attended = core.forward(qkv, batch);
        return out.addTo(residual, attended.view(rows, (long) heads * headSize));
    }
}
