package io.github.metis8d.cli.report;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * How loud the files' audio is, which latents do not tell, as measured in what the model is given: one channel, 16 kHz,
 * full scale 1. A file that is not there or cannot be decoded has none.
 */
final class AudioLevels {
    /** A thousandth of full scale, 60 dB below it. */
    static final double SILENCE = 0.001;
    /** Within 0.13 dB of full scale, since resampling leaves what was clipped no straight line. */
    static final double FULL_SCALE = 0.985;
    /** Speech that is merely loud is at full scale for less than a thousandth of its time. */
    static final double CLIPPED = 0.001;

    private static final double QUIETEST_DECIBELS = -100;
    private static final int DECIBELS_A_BIN = 2;

    private final float[] peaks;
    private final float[] effective;
    private final float[] atFullScale;

    AudioLevels(int files) {
        peaks = new float[files];
        effective = new float[files];
        atFullScale = new float[files];
        Arrays.fill(peaks, Float.NaN);
    }

    /** Measures a file's samples; several threads may do so for different files. */
    void measure(int file, float[] samples) {
        float peak = 0;
        double squares = 0;
        int full = 0;
        for (float sample : samples) {
            float size = Math.abs(sample);
            peak = Math.max(peak, size);
            squares += size * size;
            full += size >= FULL_SCALE ? 1 : 0;
        }
        effective[file] = (float) Math.sqrt(squares / Math.max(1, samples.length));
        atFullScale[file] = (float) full / Math.max(1, samples.length);
        peaks[file] = peak;
    }

    boolean isKnown(int file) {
        return !Float.isNaN(peaks[file]);
    }

    int known() {
        return (int) IntStream.range(0, peaks.length).filter(this::isKnown).count();
    }

    /** The largest sample. */
    double peak(int file) {
        return peaks[file];
    }

    /** The share of samples that are at full scale. */
    double atFullScale(int file) {
        return atFullScale[file];
    }

    /** The level in dB below full scale, the root of the mean square, not below -100. */
    double decibels(int file) {
        return Math.max(QUIETEST_DECIBELS, 20 * Math.log10(effective[file]));
    }

    /** The quietest first. */
    int[] silent() {
        return IntStream.range(0, peaks.length)
                .filter(file -> peaks[file] < SILENCE)
                .boxed()
                .sorted(Comparator.comparingDouble(file -> peaks[file]))
                .mapToInt(file -> file)
                .toArray();
    }

    /** The most clipped first. */
    int[] clipped() {
        return IntStream.range(0, peaks.length)
                .filter(file -> isKnown(file) && atFullScale[file] >= CLIPPED)
                .boxed()
                .sorted(Comparator.comparingDouble(file -> -atFullScale[file]))
                .mapToInt(file -> file)
                .toArray();
    }

    /** The files by their levels. */
    Bins bins() {
        long[] counts = new long[(int) -QUIETEST_DECIBELS / DECIBELS_A_BIN];
        for (int file = 0; file < peaks.length; file++) {
            if (isKnown(file)) {
                int bin = (int) ((decibels(file) - QUIETEST_DECIBELS) / DECIBELS_A_BIN);
                counts[Math.min(bin, counts.length - 1)]++;
            }
        }
        return new Bins(QUIETEST_DECIBELS, DECIBELS_A_BIN, counts, 0, 0);
    }
}
