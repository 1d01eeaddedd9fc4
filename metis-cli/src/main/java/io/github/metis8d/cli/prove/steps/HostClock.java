package io.github.metis8d.cli.prove.steps;

import io.github.metis8d.Latents;
import io.github.metis8d.spi.Backend;
import io.github.metis8d.spi.PendingLatents;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;

/**
 * What batches take by the host's clock.
 *
 * @param seconds the clock
 * @param backend the device, used by this thread alone
 */
record HostClock(DoubleSupplier seconds, Backend backend) {
    /** So often a batch is measured; the fastest counts, as all else can only make it longer. */
    private static final int ROUNDS = 5;

    private static final int WARM_UP = 2;

    /** Work that keeps the device busy, and is waited for. */
    interface Blocker {
        void queue(double seconds);

        void await();
    }

    /**
     * What one batch takes.
     *
     * @param launch until the host has queued it, in seconds
     * @param alone until its answer is there, on an idle device
     * @param device what the device takes for it where it never waits for the host
     */
    record Batch(double launch, double alone, double device) {}

    /** {@return the clock of this machine} */
    static HostClock of(Backend backend) {
        return new HostClock(() -> System.nanoTime() / 1e9, backend);
    }

    void warmUp(List<float[]> batch) {
        for (int i = 0; i < WARM_UP; i++) {
            backend.encode(batch);
        }
    }

    /**
     * Measures a batch.
     *
     * @param blocker is queued before it for longer than launching takes, so that the device has all of the batch when it
     *     begins with it
     */
    Batch batch(List<float[]> batch, Blocker blocker) {
        warmUp(batch);
        double launch = Double.POSITIVE_INFINITY;
        double alone = Double.POSITIVE_INFINITY;
        for (int i = 0; i < ROUNDS; i++) {
            double start = seconds.getAsDouble();
            PendingLatents answers = backend.start(batch);
            double launched = seconds.getAsDouble();
            answers.await();
            launch = Math.min(launch, launched - start);
            alone = Math.min(alone, seconds.getAsDouble() - start);
        }
        double blocked = 2 * launch;
        double device = Double.POSITIVE_INFINITY;
        for (int i = 0; i < ROUNDS; i++) {
            double work = workOnly(blocker, blocked);
            double start = seconds.getAsDouble();
            blocker.queue(blocked);
            backend.start(batch).await();
            device = Math.min(device, seconds.getAsDouble() - start - work);
        }
        return new Batch(launch, alone, Math.max(0, Math.min(device, alone)));
    }

    private double workOnly(Blocker blocker, double blocked) {
        double start = seconds.getAsDouble();
        blocker.queue(blocked);
        blocker.await();
        return seconds.getAsDouble() - start;
    }

    /** {@return the seconds for so many batches, each awaited before the next is started} */
    double oneAtATime(List<float[]> batch, int count) {
        double start = seconds.getAsDouble();
        for (int i = 0; i < count; i++) {
            backend.encode(batch);
        }
        return seconds.getAsDouble() - start;
    }

    /** {@return the seconds for so many batches, each started before the one before it is awaited} */
    double twoInFlight(List<float[]> batch, int count) {
        double start = seconds.getAsDouble();
        List<PendingLatents> started = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            started.add(backend.start(batch));
            if (started.size() == Math.min(2, backend.description().batchesInFlight())) {
                List<Latents> answers = started.remove(0).await();
                if (answers.size() != batch.size()) {
                    throw new IllegalStateException(answers.size() + " answers to " + batch.size() + " clips");
                }
            }
        }
        started.forEach(PendingLatents::await);
        return seconds.getAsDouble() - start;
    }
}
