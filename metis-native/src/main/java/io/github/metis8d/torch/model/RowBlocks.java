package io.github.metis8d.torch.model;

import io.github.metis8d.torch.runtime.NativeScope;

/**
 * Rows or heads that do not depend on each other, some at a time, so that what is made of them in between takes bounded memory.
 */
final class RowBlocks {
    private RowBlocks() {}

    /** Computes some rows. */
    @FunctionalInterface
    interface Computation {
        void compute(long first, long count);
    }

    /** The length of blocks of about the same length, of which none is longer than the longest that is allowed. */
    static long even(long whole, long most) {
        long blocks = (whole + most - 1) / most;
        return (whole + blocks - 1) / blocks;
    }

    /**
     * Computes all rows in blocks of about the same size, and frees what was made for a block before the next.
     *
     * @param rows how many
     * @param most of them in a block
     */
    static void each(long rows, long most, Computation computation) {
        long even = even(rows, most);
        for (long row = 0; row < rows; row += even) {
            long first = row;
            NativeScope.run(() -> computation.compute(first, Math.min(even, rows - first)));
        }
    }
}
