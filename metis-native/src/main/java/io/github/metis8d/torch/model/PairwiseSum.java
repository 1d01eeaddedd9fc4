package io.github.metis8d.torch.model;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.zeros;

import io.github.metis8d.torch.runtime.HostArrays;
import io.github.metis8d.torch.runtime.Transfer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
 * where there is none, which change nothing. Then the blocks are added along the tree of halves, all sums of one height at
 * once; so a batch takes a few tensor operations however its lengths differ.
 */
final class PairwiseSum {
    private static final int LANES = 8;
    private static final int STEPS = 16;
    private static final int BLOCK = LANES * STEPS;
    private static final int REST = LANES - 1;

    private final Tensor laneTerms;
    private final Tensor restTerms;
    private final List<Halves> heights;
    private final Tensor wholes;

    /** Sums to be added, by their numbers: those of the blocks first, then those of each height. */
    private record Halves(Tensor left, Tensor right) {}

    /**
     * @param clips whose frames are summed
     * @param transfer brings the order to where the terms are
     */
    PairwiseSum(ClipRows clips, Transfer transfer) {
        Tree tree = new Tree(2L * clips.rows());
        List<Node> roots = new ArrayList<>();
        for (int clip = 0; clip < clips.clips(); clip++) {
            roots.add(tree.add(2L * clips.first(clip), clips.frames(clip)));
        }
        this.laneTerms = HostArrays.tensor(tree.lanes.array(), transfer);
        this.restTerms = HostArrays.tensor(tree.rests.array(), transfer);
        this.heights = tree.heights.stream()
                .map(sums -> new Halves(
                        HostArrays.tensor(
                                tree.numbers(sums.stream().map(Sum::left).toList()), transfer),
                        HostArrays.tensor(
                                tree.numbers(sums.stream().map(Sum::right).toList()), transfer)))
                .toList();
        this.wholes = HostArrays.tensor(tree.numbers(roots), transfer);
    }

    /**
     * @param x (2 R, C) in float32, the frames of the clips' rows
     * @return (B, C): for each clip the sum over its own frames
     */
    Tensor over(Tensor x) {
        long channels = x.size(1);
        Tensor terms = cat(new TensorVector(x, zeros(new long[] {1, channels}, x.options())), 0);

        Tensor steps = terms.index_select(0, laneTerms).view(-1, STEPS, LANES, channels);
        Tensor sums = steps.select(1, 0);
        for (int step = 1; step < STEPS; step++) {
            sums = sums.add(steps.select(1, step));
        }
        for (int lanes = LANES; lanes > 1; lanes /= 2) {
            Tensor pairs = sums.reshape(sums.size(0), lanes / 2, 2, channels);
            sums = pairs.select(2, 0).add(pairs.select(2, 1));
        }
        sums = sums.squeeze(1);

        Tensor rest = terms.index_select(0, restTerms).view(-1, REST, channels);
        for (int term = 0; term < REST; term++) {
            sums = sums.add(rest.select(1, term));
        }

        for (Halves halves : heights) {
            Tensor next = sums.index_select(0, halves.left).add_(sums.index_select(0, halves.right));
            sums = cat(new TensorVector(sums, next), 0);
        }
        return sums.index_select(0, wholes);
    }

    /** A sum by its height in the tree, 0 for a block, and its number among those of that height. */
    private record Node(int height, int number) {}

    private record Sum(Node left, Node right) {}

    private static final class Tree {
        /** The row of zeros, behind all others. */
        private final long zero;

        private final Numbers lanes = new Numbers();
        private final Numbers rests = new Numbers();
        private final List<List<Sum>> heights = new ArrayList<>();
        private int blocks;

        Tree(long zero) {
            this.zero = zero;
        }

        Node add(long start, int n) {
            if (n > BLOCK) {
                int half = n / 2 - n / 2 % LANES;
                Node left = add(start, half);
                Node right = add(start + half, n - half);
                int height = Math.max(left.height, right.height);
                if (heights.size() == height) {
                    heights.add(new ArrayList<>());
                }
                heights.get(height).add(new Sum(left, right));
                return new Node(height + 1, heights.get(height).size() - 1);
            }
            int inLanes = n - n % LANES;
            lanes.add(start, inLanes, BLOCK);
            rests.add(start + inLanes, n - inLanes, REST);
            return new Node(0, blocks++);
        }

        /** The numbers among all sums. */
        long[] numbers(List<Node> nodes) {
            long[] before = new long[heights.size() + 1];
            for (int height = 0; height < heights.size(); height++) {
                before[height + 1] = before[height]
                        + (height == 0 ? blocks : heights.get(height - 1).size());
            }
            return nodes.stream()
                    .mapToLong(node -> before[node.height] + node.number)
                    .toArray();
        }

        /** Numbers of terms, filled up with that of the zeros. */
        private final class Numbers {
            private long[] values = new long[BLOCK];
            private int size;

            void add(long start, int count, int length) {
                if (size + length > values.length) {
                    values = Arrays.copyOf(values, 2 * values.length + length);
                }
                for (int i = 0; i < length; i++) {
                    values[size++] = i < count ? start + i : zero;
                }
            }

            long[] array() {
                return Arrays.copyOf(values, size);
            }
        }
    }
}
