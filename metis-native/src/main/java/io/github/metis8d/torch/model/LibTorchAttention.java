package io.github.metis8d.torch.model;

import static org.bytedeco.pytorch.global.torch.empty;

import io.github.metis8d.torch.checkpoint.W2vBertConfig;
import io.github.metis8d.torch.runtime.NativeScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Attention with relative keys by LibTorch's operations. It defines what is right.
 *
 * <p>Each query has only {@code left + 1 + right} different values of the score's second term. They are computed once
 * and laid out over the keys, a block of queries at a time, so that memory stays bounded however long the clip is.
 */
final class LibTorchAttention implements AttentionCore {
    private final AttentionProducts products;
    private final int left;
    private final int right;
    private final Linear relativeKeys;

    LibTorchAttention(W2vBertConfig config, Weights weights) {
        this.products = weights.compute().attention();
        this.left = config.leftPositions();
        this.right = config.rightPositions();
        this.relativeKeys = Linear.make(
                weights,
                () -> weights.material(
                        "distance_embedding.weight",
                        weights.compute().dtype(),
                        config.relativeKeys(),
                        config.headSize()),
                null,
                Activation.NONE);
    }

    @Override
    public Tensor forward(Tensor qkv, Batch batch) {
        RowMasks masks = batch.masks();
        AttentionPlan plan = batch.attention();
        long clips = qkv.size(0);
        long rows = qkv.size(1);
        Tensor q = qkv.select(2, 0);
        // All at once, before they are cut into heads: afterwards they lie in pieces, which takes five times as long.
        Tensor factors = products.format().intern() == qkv.scalar_type().intern()
                ? qkv
                : plan.factors()
                        .shaped(clips, rows, 3, qkv.size(3), qkv.size(4))
                        .copy_(qkv);
        Tensor attended = empty(new long[] {clips, rows, qkv.size(3), qkv.size(4)}, qkv.options(), null);
        for (QueryBlock block : plan.blocks()) {
            NativeScope.run(() -> {
                Tensor bias = relativeScores(block.of(q), block.query(), rows, plan);
                hideUnattended(bias, block, masks);
                Tensor answers = products.way()
                        .answers(
                                block.of(factors.select(2, 0)),
                                block.allRowsOf(factors.select(2, 1)),
                                block.allRowsOf(factors.select(2, 2)),
                                bias,
                                plan);
                block.of(attended).copy_(answers);
            });
        }
        return attended;
    }

    private static void hideUnattended(Tensor bias, QueryBlock block, RowMasks masks) {
        for (int clip = 0; clip < block.clips(); clip++) {
            int attended = masks.attendedRows((int) block.clip() + clip);
            if (attended < masks.rows()) {
                bias.narrow(0, clip, 1)
                        .narrow(3, attended, masks.rows() - attended)
                        .fill_(new Scalar(Float.NEGATIVE_INFINITY));
            }
        }
    }

    /**
     * The second term of the scores of some queries on all keys.
     *
     * @param queries (B, H, Q, d), scaled
     * @param first the row of the first of them
     * @param keys T
     * @return (B, H, Q, T), in the plan's memory
     */
    private Tensor relativeScores(Tensor queries, long first, long keys, AttentionPlan plan) {
        long clips = queries.size(0);
        long heads = queries.size(1);
        long count = queries.size(2);
        // Key j stands in column room + j: before and after, a row has room for what the diagonals write past the keys.
        long room = count + left;
        long width = room + keys + right;
        Tensor laidOut = plan.bias().shaped(clips, heads, count, width);
        // Before each of them is written many times over.
        Tensor scores = relativeKeys.forward(queries).to(laidOut.scalar_type());
        Tensor farLeft = scores.narrow(3, 0, 1);
        Tensor farRight = scores.narrow(3, left + right, 1);
        long middle = Math.max(room, count + first);
        laidOut.narrow(3, room, middle - room).copy_(farLeft);
        laidOut.narrow(3, middle, room + keys - middle).copy_(farRight);
        diagonal(laidOut, first, count).copy_(farLeft);
        diagonal(laidOut, count + first, left + 1 + right).copy_(scores);
        return laidOut.narrow(3, room, keys);
    }

    /** The part of (B, H, Q, W) that starts in a column, and one column further with each row. */
    private static Tensor diagonal(Tensor x, long column, long length) {
        long width = x.size(3);
        long[] shape = {x.size(0), x.size(1), x.size(2), length};
        long[] strides = {x.stride(0), x.stride(1), width + 1, 1};
        return x.narrow(3, column, width - column).as_strided(shape, strides);
    }
}
