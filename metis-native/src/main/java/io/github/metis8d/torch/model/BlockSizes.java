package io.github.metis8d.torch.model;

/**
 * How much of a batch is computed at once.
 *
 * @param attentionBytes bytes that the scores of a block may take, for each of a CPU's threads
 * @param wideRows rows of a block where something several times as wide is made of them
 * @param logMelFrames frames that are transformed at once, about 10 KB of float64 each
 * @param clipByClip whether what looks over time (log-mel, depthwise convolutions) is computed for each clip by itself,
 *     though it could be for all at once: then it has the same bits in any batch
 * @param rounding how many rows a batch has
 */
public record BlockSizes(
        long attentionBytes, long wideRows, int logMelFrames, boolean clipByClip, RowRounding rounding) {
    /** For a CPU, whose caches the values of a block should not leave. */
    public static final BlockSizes CPU = new BlockSizes(5 << 18, 1 << 10, 1 << 7, true, RowRounding.FINE);

    /** For a GPU, which wants large blocks to be busy, and few operations. */
    public static final BlockSizes GPU = new BlockSizes(512 << 20, 32 << 10, 32 << 10, false, RowRounding.FEW);
}
