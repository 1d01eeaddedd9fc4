package io.github.metis8d.torch.model;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Some queries of some heads of some clips, whose attention is computed at once.
 *
 * @param clip the first clip
 * @param clips how many
 * @param head the first head
 * @param heads how many
 * @param query the row of the first query
 * @param queries how many
 */
record QueryBlock(long clip, long clips, long head, long heads, long query, long queries) {
    /** Fewer queries at once are slow, whatever the memory. */
    static final long MIN_QUERIES = 256;

    /**
     * Cuts a batch up so that scores of all queries of a block on all keys fit into a budget: by clips first, then by
     * heads, and by queries only where one head is too much. No more than {@link #MIN_QUERIES} of one head are always
     * taken together.
     *
     * @param rowBytes what the scores of one query take
     * @param budget bytes
     */
    static List<QueryBlock> cut(long clips, long heads, long rows, long rowBytes, long budget) {
        long queries = Math.min(rows, Math.max(MIN_QUERIES, budget / rowBytes));
        long blockHeads = clamp(budget / (rowBytes * queries), heads);
        long blockClips = clamp(budget / (rowBytes * queries * heads), clips);
        List<QueryBlock> blocks = new ArrayList<>();
        for (long clip = 0; clip < clips; clip += blockClips) {
            long clipCount = Math.min(blockClips, clips - clip);
            for (long head = 0; head < heads; head += blockHeads) {
                long headCount = Math.min(blockHeads, heads - head);
                for (long query = 0; query < rows; query += queries) {
                    blocks.add(
                            new QueryBlock(clip, clipCount, head, headCount, query, Math.min(queries, rows - query)));
                }
            }
        }
        return blocks;
    }

    private static long clamp(long count, long most) {
        return Math.max(1, Math.min(count, most));
    }

    /** The block's clips and heads of (B, T, H, d), as (clips, heads, T, d). */
    Tensor allRowsOf(Tensor x) {
        return x.narrow(0, clip, clips).narrow(2, head, heads).transpose(1, 2);
    }

    /** The block itself, of (B, T, H, d), as (clips, heads, queries, d). */
    Tensor of(Tensor x) {
        return allRowsOf(x).narrow(2, query, queries);
    }
}
