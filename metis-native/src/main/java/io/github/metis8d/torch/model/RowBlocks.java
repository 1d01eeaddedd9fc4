package io.github.metis8d.torch.model;

import io.github.metis8d.torch.runtime.NativeScope;

/** Rows that do not depend on each other, some at a time, so that what is made of them in between takes bounded memory. */
final class RowBlocks {
    private RowBlocks() {}

    /** Computes some rows. */
    @FunctionalInterface
    interface Computation {
        void compute(long first, long count);
    }

    /**
     * Computes all rows in blocks of about the same size, and frees what was made for a block before the next.
     *
     * @param rows how many
     * @param most of them in a block
     */
    static void each(long rows, long most, Computation computation) {
        long blocks = (rows + most - 1) / most;
        long even = (rows + blocks - 1) / blocks;
        for (long row = 0; row < rows; row += even) {
            long first = row;
            NativeScope.run(() -> computation.compute(first, Math.min(even, rows - first)));
        }
    }
}
