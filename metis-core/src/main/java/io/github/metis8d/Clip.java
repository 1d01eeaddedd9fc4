package io.github.metis8d;

import java.util.concurrent.CompletableFuture;

/** A clip that waits for a device, and the promise of its latents. Compared by identity. */
final class Clip {
    final float[] samples;
    final CompletableFuture<Latents> answer = new CompletableFuture<>();
    /** When the clip may be sent without waiting longer for company, on {@link System#nanoTime}'s scale. */
    final long dueNanos;
    /** Tells clips of the same length apart, in order of arrival. */
    final long sequence;
    /** The device that failed with it, or null. Guarded by the batcher. */
    String failedOn;

    Clip(float[] samples, long dueNanos, long sequence) {
        this.samples = samples;
        this.dueNanos = dueNanos;
        this.sequence = sequence;
    }

    double seconds() {
        return (double) samples.length / Metis8dEncoder.SAMPLE_RATE;
    }
}
