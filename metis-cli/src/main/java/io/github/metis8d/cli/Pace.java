package io.github.metis8d.cli;

import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/** How far a job is, how fast, and how long it will still take. */
final class Pace {
    private final long files;
    private final LongSupplier nanoClock;
    private final long start;
    private long done;
    private long failures;
    private double audioSeconds;

    /**
     * Starts the clock.
     *
     * @param files all files of the job
     * @param nanoClock as {@link System#nanoTime}
     */
    Pace(long files, LongSupplier nanoClock) {
        this.files = files;
        this.nanoClock = nanoClock;
        this.start = nanoClock.getAsLong();
    }

    void encoded(double seconds) {
        done++;
        audioSeconds += seconds;
    }

    void failed() {
        done++;
        failures++;
    }

    /** Failures and speed. */
    String speed() {
        double elapsed = Math.max(1e-9, elapsed().toNanos() / 1e9);
        return String.format(Locale.ROOT, "%d failed, %.1f s of audio a second", failures, audioSeconds / elapsed);
    }

    /** What files take on average, times those that are left. */
    String timeLeft() {
        if (done == 0) {
            return "time left unknown";
        }
        Duration left = Duration.ofSeconds(Math.round(elapsed().toNanos() / 1e9 / done * (files - done)));
        if (left.toHours() > 0) {
            return left.toHours() + " h " + left.toMinutesPart() + " min left";
        }
        return left.toMinutes() > 0
                ? left.toMinutes() + " min " + left.toSecondsPart() + " s left"
                : left.toSeconds() + " s left";
    }

    @Override
    public String toString() {
        return done + " of " + files + " files, " + speed() + ", " + timeLeft();
    }

    private Duration elapsed() {
        return Duration.ofNanos(nanoClock.getAsLong() - start);
    }
}
