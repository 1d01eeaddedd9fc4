package io.github.metis8d.cli.doctor;

import io.github.metis8d.Latents;
import io.github.metis8d.Metis8dEncoder;
import io.github.metis8d.MetisException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Made-up clips, and what the Python stack (transformers, RepCodec, in float32) makes of them with tiny-random, so that a
 * device is held against the truth and not against itself. {@code tools/parity/known_answers.py} wrote the answers.
 */
public final class KnownAnswers {
    /** Of each clip. */
    public static final double CLIP_SECONDS = 5;

    /** How many there are. */
    public static final int CLIPS = 4;

    /** Relative L2. Rounding in float32 makes 1e-6 on CPUs, and is taken to stay below this on any device. */
    private static final double TOLERANCE = 1e-3;

    private KnownAnswers() {}

    /** {@return the clips} Noise by the generator of Numerical Recipes, which is the same in every language. */
    public static List<float[]> clips() {
        int state = 1;
        List<float[]> clips = new ArrayList<>();
        for (int i = 0; i < CLIPS; i++) {
            float[] clip = new float[(int) (CLIP_SECONDS * Metis8dEncoder.SAMPLE_RATE)];
            for (int k = 0; k < clip.length; k++) {
                state = 1664525 * state + 1013904223;
                clip[k] = (state >>> 8) / (float) (1 << 26) - 0.125f;
            }
            clips.add(clip);
        }
        return clips;
    }

    /** {@return the latents of the clips} */
    public static List<Latents> answers() {
        try (InputStream in = KnownAnswers.class.getResourceAsStream("known-answers.f32")) {
            ByteBuffer bytes = ByteBuffer.wrap(in.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
            List<Latents> answers = new ArrayList<>();
            for (int i = 0; i < CLIPS; i++) {
                float[] values = new float[bytes.limit() / Float.BYTES / CLIPS];
                bytes.asFloatBuffer().get(i * values.length, values);
                answers.add(new Latents(values));
            }
            return answers;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * {@return the relative L2 error over all clips}
     *
     * @param answers of a device
     * @param reference what is right, as many
     */
    public static double error(List<Latents> answers, List<Latents> reference) {
        double difference = 0;
        double size = 0;
        for (int i = 0; i < reference.size(); i++) {
            float[] x = answers.get(i).values();
            float[] y = reference.get(i).values();
            for (int k = 0; k < y.length; k++) {
                difference += Math.pow(x[k] - y[k], 2);
                size += Math.pow(y[k], 2);
            }
        }
        return Math.sqrt(difference / size);
    }

    /**
     * Lets pass a device that computes right.
     *
     * @param device its name
     * @param error of its latents in fp32
     * @throws MetisException if it computes wrong
     */
    public static void requireRight(String device, double error) {
        // Not a number is not right either.
        if (!(error <= TOLERANCE)) {
            throw new MetisException(String.format(
                    Locale.ROOT,
                    "%s computes wrong: its latents of tiny-random in fp32 are off by %.1e (relative L2) from those of"
                            + " the Python stack, where rounding makes less than %.0e. Do not use this device; try"
                            + " another driver or machine, or METIS_OPTS=-Dmetis.kernels=none on a GPU",
                    device,
                    error,
                    TOLERANCE));
        }
    }
}
