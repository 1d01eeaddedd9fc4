package io.github.metis8d;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * A clip that waits for a device, and the promise of its latents. Compared by identity. What is not final belongs to
 * whoever took the clip from the {@link Batcher}.
 */
final class Clip {
    final float[] samples;
    final CompletableFuture<Latents> answer = new CompletableFuture<>();
    /** When the clip may be sent without waiting longer for company, on {@link System#nanoTime}'s scale. */
    final long dueNanos;
    /** Is given the clip when there is something to {@link #tell}. */
    private final Consumer<Clip> teller;
    /** The device that failed with it, or null. */
    String failedOn;

    private Latents latents;
    private Throwable failure;

    Clip(float[] samples, long dueNanos, Consumer<Clip> teller) {
        this.samples = samples;
        this.dueNanos = dueNanos;
        this.teller = teller;
    }

    double seconds() {
        return (double) samples.length / Metis8dEncoder.SAMPLE_RATE;
    }

    /** Whether it still wants an answer: it has none, and its caller has not given it up. */
    boolean isPending() {
        return latents == null && failure == null && !answer.isDone();
    }

    void succeed(Latents result) {
        latents = result;
        teller.accept(this);
    }

    void fail(Throwable cause) {
        failure = cause;
        teller.accept(this);
    }

    /** Completes the answer, and runs what the caller has hung on it. */
    void tell() {
        if (failure != null) {
            answer.completeExceptionally(failure);
        } else {
            answer.complete(latents);
        }
    }
}
