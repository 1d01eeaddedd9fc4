package io.github.metis8d.torch.model;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.zeros;

import io.github.metis8d.torch.runtime.HostArrays;
import io.github.metis8d.torch.runtime.Transfer;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * Sums over time in float32, in NumPy's order of additions (pairwise summation, numpy/core/src/umath/loops_utils.h).
 *
 * <p>The reference normalises with such sums. Where a bin hardly varies (digital silence), the rounding of its mean is
 * all that is left of the signal, so another order of additions gives other latents.
 *
 * <p>NumPy halves a sum until at most 128 terms are left, adds those in 8 lanes, the lanes pairwise, and the up to 7
 * terms that do not fill the lanes one by one. Here the terms of all clips are gathered into that shape, with zeros
 * where there is none, which change nothing; so a batch takes a few tensor operations however its lengths differ.
 */
final class PairwiseSum {
    private static final int LANES = 8;
    private static final int STEPS = 16;
    private static final int BLOCK = LANES * STEPS;
    private static final int REST = LANES - 1;

    private final int clips;
    private final int frames;
    private final int depth;
    private final long[] laneTerms;
    private final long[] restTerms;
    private final Tensor laneIndex;
    private final Tensor restIndex;

    /**
     * @param lengths the terms of each clip
     * @param frames F, to which the clips are padded
     * @param transfer brings the order to where the terms are
     */
    PairwiseSum(int[] lengths, int frames, Transfer transfer) {
        this.clips = lengths.length;
        this.frames = frames;
        // A shorter clip may be halved more often than the longest, as its halves are rounded.
        this.depth = Arrays.stream(lengths).map(PairwiseSum::depth).max().orElseThrow();
        this.laneTerms = new long[clips << depth << 7];
        this.restTerms = new long[(clips << depth) * REST];
        // The zero stands in the row after the last of all clips.
        Arrays.fill(laneTerms, (long) clips * frames);
        Arrays.fill(restTerms, (long) clips * frames);
        for (int clip = 0; clip < clips; clip++) {
            place((long) clip * frames, lengths[clip], depth, clip << depth);
        }
        this.laneIndex = HostArrays.tensor(laneTerms, transfer);
        this.restIndex = HostArrays.tensor(restTerms, transfer);
    }

    /** How often the longest branch of n terms is halved until a block is left. */
    private static int depth(int n) {
        return n <= BLOCK ? 0 : 1 + Math.max(depth(firstHalf(n)), depth(n - firstHalf(n)));
    }

    private static int firstHalf(int n) {
        return n / 2 - n / 2 % LANES;
    }

    private void place(long start, int n, int level, int block) {
        if (n > BLOCK) {
            int half = firstHalf(n);
            place(start, half, level - 1, block);
            place(start + half, n - half, level - 1, block + (1 << (level - 1)));
            return;
        }
        int inLanes = n - n % LANES;
        for (int i = 0; i < inLanes; i++) {
            laneTerms[block * BLOCK + i] = start + i;
        }
        for (int i = inLanes; i < n; i++) {
            restTerms[block * REST + i - inLanes] = start + i;
        }
    }

    /**
     * @param x (B, F, C) in float32
     * @return (B, 1, C): for each clip the sum over its own frames
     */
    Tensor over(Tensor x) {
        long channels = x.size(2);
        Tensor zero = zeros(new long[] {1, channels}, x.options());
        Tensor terms = cat(new TensorVector(x.reshape((long) clips * frames, channels), zero), 0);
        long blocks = (long) clips << depth;

        Tensor steps = terms.index_select(0, laneIndex).view(blocks, STEPS, LANES, channels);
        Tensor sum = steps.select(1, 0);
        for (int step = 1; step < STEPS; step++) {
            sum = sum.add(steps.select(1, step));
        }
        sum = addPairs(addPairs(addPairs(sum)));

        Tensor rest = terms.index_select(0, restIndex).view(blocks, REST, 1, channels);
        for (int term = 0; term < REST; term++) {
            sum = sum.add(rest.select(1, term));
        }

        sum = sum.view(clips, 1L << depth, channels);
        for (int level = 0; level < depth; level++) {
            sum = addPairs(sum);
        }
        return sum;
    }

    /** (N, 2n, C) to (N, n, C): the sums of neighbours. */
    private static Tensor addPairs(Tensor x) {
        Tensor pairs = x.reshape(x.size(0), x.size(1) / 2, 2, x.size(2));
        return pairs.select(2, 0).add(pairs.select(2, 1));
    }
}
