package io.github.metis8d.bench;

import io.github.metis8d.Metis8dEncoder;
import java.util.Random;

/** Audio for benchmarks: what it holds costs nothing, only how long it is. */
final class Noise {
    private static final double LOUDNESS = 0.1;

    private Noise() {}

    /** Samples at 16 kHz, the same for the same seed. */
    static float[] seconds(double seconds, long seed) {
        Random random = new Random(seed);
        float[] samples = new float[(int) (seconds * Metis8dEncoder.SAMPLE_RATE)];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (float) (LOUDNESS * random.nextGaussian());
        }
        return samples;
    }
}
