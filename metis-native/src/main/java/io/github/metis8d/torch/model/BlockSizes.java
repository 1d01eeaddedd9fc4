package io.github.metis8d.torch.model;

/**
 * How much of a batch is computed at once where all of it would take too much memory.
 *
 * @param attentionBytes bytes that the scores of a block of queries may take
 * @param feedForwardRows rows of a feed-forward module's block
 * @param logMelFrames frames that are transformed at once, about 10 KB of float64 each
 */
public record BlockSizes(long attentionBytes, long feedForwardRows, int logMelFrames) {
    /** For a CPU, whose caches the values of a block should not leave. */
    public static final BlockSizes CPU = new BlockSizes(10 << 20, 1 << 10, 1 << 10);

    /** For a GPU, which wants large blocks to be busy. */
    public static final BlockSizes GPU = new BlockSizes(512 << 20, 32 << 10, 32 << 10);
}
