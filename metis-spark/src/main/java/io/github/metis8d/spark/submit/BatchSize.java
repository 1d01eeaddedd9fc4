package io.github.metis8d.spark.submit;

import java.time.Duration;

/**
 * How much a batch holds, so that it takes about as long as it shall: by what the batches before it took. The first ones
 * are small, since nobody knows how fast the executors are, nor how many come.
 */
final class BatchSize {
    /** For each task that runs at a time: 17 minutes of 16-bit audio at 16 kHz. */
    private static final long FIRST_WORK = 32 << 20;

    private final Duration wanted;
    private double workPerNano;
    private long lastEnd;

    /** @param nanos the time of {@link System#nanoTime} at which the first batch begins */
    BatchSize(Duration wanted, long nanos) {
        this.wanted = wanted;
        this.lastEnd = nanos;
    }

    /**
     * {@return how much the next batch holds, in {@link ListedFile#work}}
     *
     * @param slots tasks that run at a time
     */
    long next(int slots) {
        long first = FIRST_WORK * slots;
        return workPerNano == 0 ? first : Math.max(first, (long) (workPerNano * wanted.toNanos()));
    }

    /**
     * A batch has ended. The one after it was there to fill what executors it left idle, so it is the time between two ends
     * that a batch takes.
     */
    void ended(long work, long nanos) {
        workPerNano = work / (double) Math.max(1, nanos - lastEnd);
        lastEnd = nanos;
    }
}
