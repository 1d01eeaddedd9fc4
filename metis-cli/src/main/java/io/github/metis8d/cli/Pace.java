package io.github.metis8d.cli;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;

/** How far a job is, how fast, and how long it will still take. Safe for use by many threads. */
final class Pace {
    private final long files;
    private final LongSupplier nanoClock;
    private final long start;
    private long done;
    private long failures;
    private double audioSeconds;

    /**
     * What it is at one moment.
     *
     * @param files all files of the job
     * @param done those that were encoded or failed
     * @param failures those that failed
     * @param filesPerSecond since the start
     * @param timesRealTime seconds of audio a second, since the start
     * @param left what files take on average, times those that are left; empty before the first
     */
    record Moment(
            long files,
            long done,
            long failures,
            double filesPerSecond,
            double timesRealTime,
            Optional<Duration> left) {}

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

    synchronized void encoded(double seconds) {
        done++;
        audioSeconds += seconds;
    }

    synchronized void failed() {
        done++;
        failures++;
    }

    synchronized Moment now() {
        double elapsed = Math.max(1e-9, (nanoClock.getAsLong() - start) / 1e9);
        Optional<Duration> left = done == 0
                ? Optional.empty()
                : Optional.of(Duration.ofSeconds(Math.round(elapsed / done * (files - done))));
        return new Moment(files, done, failures, done / elapsed, audioSeconds / elapsed, left);
    }

    @Override
    public String toString() {
        Moment now = now();
        return String.format(
                Locale.ROOT,
                "%d of %d files, %d failed, %.2f files a second, %.1f x real time, %s",
                now.done,
                now.files,
                now.failures,
                now.filesPerSecond,
                now.timesRealTime,
                now.left.map(Pace::inWords).orElse("time left unknown"));
    }

    private static String inWords(Duration left) {
        if (left.toHours() > 0) {
            return left.toHours() + " h " + left.toMinutesPart() + " min left";
        }
        return left.toMinutes() > 0
                ? left.toMinutes() + " min " + left.toSecondsPart() + " s left"
                : left.toSeconds() + " s left";
    }
}
