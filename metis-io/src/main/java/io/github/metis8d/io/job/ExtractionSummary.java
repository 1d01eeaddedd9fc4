package io.github.metis8d.io.job;

import java.time.Duration;

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
}
