package io.github.metis8d.io.job;

import java.time.Duration;
import java.util.Locale;

/**
 * What an extraction did.
 *
 * @param encoded files whose latents were written
 * @param damaged those of them of which something could not be decoded
 * @param failed files that were skipped
 * @param audioSeconds the audio in those that were written
 * @param elapsed from the start of the first file
 */
public record ExtractionSummary(int encoded, int damaged, int failed, double audioSeconds, Duration elapsed) {
    /** {@return files a second} */
    public double filesPerSecond() {
        return encoded / seconds();
    }

    /** {@return seconds of audio a second} */
    public double timesRealTime() {
        return audioSeconds / seconds();
    }

    private double seconds() {
        return Math.max(1e-9, elapsed.toNanos() / 1e9);
    }

    /** {@return all of it, in a sentence for people} */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%d files encoded, %d failed%s, %.1f s of audio in %.1f s: %.2f files a second, %.1f x real time",
                encoded,
                failed,
                damaged == 0 ? "" : ", " + damaged + " encoded without what is damaged",
                audioSeconds,
                elapsed.toMillis() / 1e3,
                filesPerSecond(),
                timesRealTime());
    }
}
