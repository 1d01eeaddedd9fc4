package io.github.metis8d.cli.prove.steps;

import io.github.metis8d.Metis8dEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Audio to measure with: what it holds costs nothing, only how long it is. */
final class Noise {
    private static final double LOUDNESS = 0.1;

    /** Drawn once, and then repeated. */
    private static final int DRAWN_SAMPLES = 1 << 16;

    private Noise() {}

    /** {@return a clip of so many seconds} */
    static float[] seconds(double seconds) {
        float[] drawn = new float[DRAWN_SAMPLES];
        Random random = new Random(1);
        for (int i = 0; i < drawn.length; i++) {
            drawn[i] = (float) (LOUDNESS * random.nextGaussian());
        }
        float[] samples = new float[(int) Math.round(seconds * Metis8dEncoder.SAMPLE_RATE)];
        for (int i = 0; i < samples.length; i += drawn.length) {
            System.arraycopy(drawn, 0, samples, i, Math.min(drawn.length, samples.length - i));
        }
        return samples;
    }

    /** {@return clips of so many seconds each; all are the same array, so that any number costs no memory} */
    static List<float[]> clips(double seconds, long count) {
        float[] clip = seconds(seconds);
        List<float[]> clips = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            clips.add(clip);
        }
        return clips;
    }
}
