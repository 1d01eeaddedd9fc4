package io.github.metis8d.torch.model;

import static org.bytedeco.pytorch.global.torch.elementSize;
import static org.bytedeco.pytorch.global.torch.get_num_threads;

import io.github.metis8d.torch.checkpoint.W2vBertConfig;
import io.github.metis8d.torch.runtime.NativeScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Attention with relative keys by LibTorch's operations, one clip after the other. It defines what is right.
 *
 * <p>Each query has only {@code left + 1 + right} different values of the score's second term. They are computed once
 * and laid out over the keys, a block of queries at a time, so that memory stays bounded however long the clip is.
 */
final class LibTorchAttention implements AttentionCore {
    /** Fewer queries at once are slow, whatever the memory. */
    private static final long MIN_QUERIES = 256;

    /**
     * Threads share the heads of a clip from so many queries on. Few queries of few heads make small matrices, which LibTorch
     * multiplies in another way, in which they have other bits.
     */
    private static final long MIN_SHARED_QUERIES = 64;

    /** The score of a key that is not there. */
    private static final double NOBODY = Double.NEGATIVE_INFINITY;

    private final AttentionProducts products;
    private final ScalarType scoreFormat;
    private final long blockBytes;
    private final int left;
    private final int right;
    private final Linear relativeKeys;

    LibTorchAttention(W2vBertConfig config, Weights weights) {
        Compute compute = weights.compute();
        this.products = compute.attention();
        this.scoreFormat = compute.scores();
        this.blockBytes = compute.blocks().attentionBytes();
        this.left = config.leftPositions();
        this.right = config.rightPositions();
        this.relativeKeys = Linear.make(
                weights,
                () -> weights.material(
                        "distance_embedding.weight", compute.dtype(), config.relativeKeys(), config.headSize()),
                null,
                Activation.NONE);
    }

    @Override
    public Tensor forward(Tensor qkv, Batch batch) {
        ClipRows clips = batch.clips();
        ScalarType format = qkv.scalar_type().intern();
        Tensor all = batch.all(Meeting.Part.ATTENDING, qkv);
        // All at once, before they are cut into heads: afterwards they lie in pieces, which takes five times as long.
        Tensor factors = products.format().intern() == format
                ? all
                : batch.all(
                        Meeting.Part.FACTORS,
                        batch.workspace()
                                .shaped(Workspace.Part.FACTORS, products.format(), qkv.shape())
                                .copy_(qkv));
        Tensor attended = batch.memory(Meeting.Part.ATTENDED, format, clips.rows(), qkv.size(2), qkv.size(3));
        int heads = (int) qkv.size(2);
        for (int i = 0; i < clips.clips(); i++) {
            int clip = i;
            boolean whole = clips.of(all, clip).size(0) < MIN_SHARED_QUERIES;
            int first = whole ? 0 : batch.partBegin(heads);
            int count = whole ? heads : batch.partEnd(heads) - first;
            if (count > 0 && (!whole || batch.isOwn(clip))) {
                NativeScope.run(() -> attend(
                        heads(clips.of(all, clip), 0).narrow(0, first, count),
                        clips.of(factors, clip).narrow(2, first, count),
                        clips.attendedRows(clip),
                        clips.of(attended, clip).transpose(0, 1).narrow(0, first, count),
                        batch.workspace()));
            }
        }
        batch.await();
        return batch.own(attended);
    }

    /** (T, 3, H, d) to the (H, T, d) of its queries, keys or values. */
    private static Tensor heads(Tensor qkv, int which) {
        return qkv.select(1, which).transpose(0, 1);
    }

    /**
     * One clip. It is cut up so that the scores of all queries of a block fit into the budget: by heads first, and by
     * queries only where one head is too much.
     *
     * @param queries (H, T, d) in the format of the model
     * @param factors (T, 3, H, d) in that of the products
     * @param keys how many rows may be looked at, from the first on
     * @param answers (H, T, d), to be written
     */
    private void attend(Tensor queries, Tensor factors, int keys, Tensor answers, Workspace workspace) {
        Tensor q = heads(factors, 0);
        Tensor keysAndValues = factors.narrow(1, 1, 2).permute(1, 2, 0, 3).narrow(2, 0, keys);
        long heads = queries.size(0);
        long rows = queries.size(1);
        int columns = products.columns(keys, scoreFormat);
        long rowBytes = (left + rows + right) * elementSize(scoreFormat);
        // How queries are cut up does not depend on the number of threads, as bits must not.
        long blockQueries = RowBlocks.even(rows, Math.max(MIN_QUERIES, blockBytes / rowBytes));
        long threads = queries.is_cpu() ? get_num_threads() : 1;
        long mostHeads = Math.max(1, threads * blockBytes / (rowBytes * blockQueries));
        RowBlocks.each(heads, mostHeads, (head, count) -> {
            Tensor kv = products.keysAndValues(keysAndValues.narrow(1, head, count), columns, workspace);
            RowBlocks.each(
                    rows,
                    blockQueries,
                    (query, some) ->
                            attend(new Block(head, count, query, some), queries, q, kv, keys, answers, workspace));
        });
    }

    /** @param kv (2, H of the block, K, d), of which keys mean something */
    private void attend(
            Block block, Tensor queries, Tensor q, Tensor kv, int keys, Tensor answers, Workspace workspace) {
        Tensor blockQ = products.queries(block.of(q), workspace);
        boolean sameFormat = q.scalar_type().intern() == queries.scalar_type().intern();
        Tensor bias = relativeScores(
                sameFormat ? blockQ : block.of(queries), block.query, queries.size(1), kv.size(2), workspace);
        if (keys < kv.size(2)) {
            bias.narrow(2, keys, kv.size(2) - keys).fill_(new Scalar(NOBODY));
        }
        block.of(answers).copy_(products.answers(blockQ, kv.select(0, 0), kv.select(0, 1), bias, workspace));
    }

    /** Some queries of some heads of a clip, whose attention is computed at once. */
    private record Block(long head, long heads, long query, long queries) {
        Tensor of(Tensor x) {
            return x.narrow(0, head, heads).narrow(1, query, queries);
        }
    }

    /**
     * The second term of the scores of some queries on the rows of their clip.
     *
     * @param queries (H, Q, d), scaled
     * @param first the row of the first of them
     * @param rows T
     * @param columns K, which may be a few more than there are rows: these hold anything
     * @return (H, Q, K), in the workspace
     */
    private Tensor relativeScores(Tensor queries, long first, long rows, long columns, Workspace workspace) {
        long heads = queries.size(0);
        long count = queries.size(1);
        // Row j stands in column room + j: before and after, there is room for what the diagonals write past the rows.
        long room = count + left;
        long width = room + Math.max(rows + right, columns);
        Tensor laidOut = workspace.shaped(Workspace.Part.BIAS, scoreFormat, heads, count, width);
        // Before each of them is written many times over.
        Tensor scores = relativeKeys.forward(queries).to(scoreFormat);
        Tensor farLeft = scores.narrow(2, 0, 1);
        Tensor farRight = scores.narrow(2, left + right, 1);
        long middle = Math.max(room, count + first);
        laidOut.narrow(2, room, middle - room).copy_(farLeft);
        laidOut.narrow(2, middle, room + rows - middle).copy_(farRight);
        diagonal(laidOut, first, count).copy_(farLeft);
        diagonal(laidOut, count + first, left + 1 + right).copy_(scores);
        return laidOut.narrow(2, room, columns);
    }

    /** The part of (H, Q, W) that starts in a column, and one column further with each row. */
    private static Tensor diagonal(Tensor x, long column, long length) {
        long width = x.size(2);
        long[] shape = {x.size(0), x.size(1), length};
        long[] strides = {x.stride(0), width + 1, 1};
        return x.narrow(2, column, width - column).as_strided(shape, strides);
    }
}
