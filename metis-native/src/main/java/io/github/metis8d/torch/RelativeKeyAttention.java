package io.github.metis8d.torch;

import static org.bytedeco.pytorch.global.torch.arange;
import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.full;
import static org.bytedeco.pytorch.global.torch.scaled_dot_product_attention;
import static org.bytedeco.pytorch.global.torch.where;

import io.github.metis8d.torch.checkpoint.W2vBertConfig;
import io.github.metis8d.torch.checkpoint.Weights;
import java.util.List;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Self-attention with relative keys: the score of query i on key j is
 * {@code (q_i . k_j + q_i . E[clamp(j - i, -left, right) + left]) / sqrt(d)}.
 *
 * <p>Each query has only {@code left + 1 + right} different values of the second term. They are computed once and laid
 * out over the keys, a block of queries at a time, so that memory stays bounded however long the clip is.
 */
final class RelativeKeyAttention {
    /** The bytes that the second term of a block of queries may take. */
    private static final long BLOCK_BYTES = 32 << 20;

    private final int heads;
    private final int headSize;
    private final int left;
    private final int right;
    private final Linear queryKeyValue;
    private final Linear out;
    private final Linear relativeKeys;

    RelativeKeyAttention(W2vBertConfig config, Weights weights) {
        this.heads = config.heads();
        this.headSize = config.headSize();
        this.left = config.leftPositions();
        this.right = config.rightPositions();
        int channels = config.hiddenSize();
        // The scale goes into the queries, and so into both terms of the score.
        double scale = 1 / Math.sqrt(headSize);
        this.queryKeyValue = Linear.make(
                weights,
                () -> fuse(weights, "weight", scale, channels, channels),
                () -> fuse(weights, "bias", scale, channels),
                Activation.NONE);
        this.out = Linear.of(weights.under("linear_out"), channels, channels);
        this.relativeKeys = Linear.make(
                weights,
                () -> weights.load(
                        "distance_embedding.weight", weights.compute().dtype(), config.relativeKeys(), headSize),
                null,
                Activation.NONE);
    }

    private static Tensor fuse(Weights weights, String name, double scale, long... shape) {
        ScalarType dtype = weights.compute().dtype();
        Tensor factor =
                full(new long[] {1}, new Scalar(scale)).to(weights.compute().device(), ScalarType.Float);
        return weights.concatenated(List.of(
                weights.scaled("linear_q." + name, factor, shape),
                weights.load("linear_k." + name, dtype, shape),
                weights.load("linear_v." + name, dtype, shape)));
    }

    /** Adds the module's answer for x, (B, T, C), to the residual, which may be overwritten. */
    Tensor addTo(Tensor residual, Tensor x, RowMasks masks) {
        long clips = x.size(0);
        long rows = x.size(1);
        Tensor qkv = queryKeyValue.forward(x).view(clips, rows, 3, heads, headSize);
        Tensor q = qkv.select(2, 0).transpose(1, 2);
        Tensor k = qkv.select(2, 1).transpose(1, 2);
        Tensor v = qkv.select(2, 2).transpose(1, 2);

        long rowBytes = clips * heads * (left + rows + right) * x.element_size();
        long block = Math.max(1, Math.min(rows, BLOCK_BYTES / rowBytes));
        TensorVector parts = new TensorVector();
        for (long start = 0; start < rows; start += block) {
            long first = start;
            Tensor queries = q.narrow(2, start, Math.min(block, rows - start));
            parts.push_back(NativeScope.result(() -> attend(queries, first, k, v, masks)));
        }
        Tensor attended = parts.size() == 1 ? parts.get(0) : cat(parts, 2);
        return out.addTo(residual, attended.transpose(1, 2).reshape(clips, rows, (long) heads * headSize));
    }

    private Tensor attend(Tensor queries, long first, Tensor k, Tensor v, RowMasks masks) {
        Tensor bias = relativeScores(queries, first, k.size(2));
        for (int clip = 0; clip < masks.clips(); clip++) {
            int attended = masks.attendedRows(clip);
            if (attended < masks.rows()) {
                bias.narrow(0, clip, 1)
                        .narrow(3, attended, masks.rows() - attended)
                        .fill_(new Scalar(Float.NEGATIVE_INFINITY));
            }
        }
        return scaled_dot_product_attention(
                queries, k, v, new TensorOptional(bias), 0, false, new DoubleOptional(1.0), false);
    }

    /**
     * The second term of the scores of some queries on all keys.
     *
     * @param queries (B, H, Q, d), scaled
     * @param first the row of the first of them
     * @param keys T
     * @return (B, H, Q, T)
     */
    private Tensor relativeScores(Tensor queries, long first, long keys) {
        long clips = queries.size(0);
        long count = queries.size(2);
        Tensor scores = relativeKeys.forward(queries);
        Tensor farLeft = scores.narrow(3, 0, 1);
        Tensor farRight = scores.narrow(3, left + right, 1);

        // A row has room for the band of a query at either edge; key j stands in column left + j.
        long width = left + keys + right;
        Tensor column = arange(new Scalar(width)).to(queries.device(), ScalarType.Long);
        Tensor row =
                arange(new Scalar(count)).to(queries.device(), ScalarType.Long).unsqueeze(1);
        Tensor laidOut = where(column.le(row.add(new Scalar(first))), farLeft, farRight);
        // The query of row i has its band in columns i to i + left + right: one column further with each row.
        long[] shape = {clips, heads, count, left + 1 + right};
        long[] strides = {heads * count * width, count * width, width + 1, 1};
        laidOut.narrow(3, first, width - first).as_strided(shape, strides).copy_(scores);
        return laidOut.narrow(3, left, keys);
    }
}
