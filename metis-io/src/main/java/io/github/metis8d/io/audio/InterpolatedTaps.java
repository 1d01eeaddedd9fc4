package io.github.metis8d.io.audio;

import java.util.function.DoubleUnaryOperator;

/**
 * The taps of a low-pass at any fraction of a sample, by cubics between those at 128 fractions: for rates that have so
 * little in common with 16 kHz that a table of all fractions that occur would fill a hundred megabytes. Off by less than
 * -150 dB.
 */
final class InterpolatedTaps {
    private static final int PHASES = 128;
    private static final int SUMS = 4;

    /** For each fraction, what stands before the powers 0 to 3 of the way to the next, for each tap. */
    private final float[][][] cubics = new float[PHASES][4][];

    private final int taps;

    /**
     * @param response over samples
     * @param reach samples beyond which it is zero, on either side
     */
    InterpolatedTaps(DoubleUnaryOperator response, int reach) {
        taps = (2 * reach + SUMS - 1) / SUMS * SUMS;
        double[][] rows = new double[PHASES + 3][taps];
        for (int row = 0; row < rows.length; row++) {
            double fraction = (row - 1.0) / PHASES;
            for (int tap = 0; tap < 2 * reach; tap++) {
                rows[row][tap] = response.applyAsDouble(tap - reach + 1 - fraction);
            }
        }
        for (int phase = 0; phase < PHASES; phase++) {
            for (int power = 0; power < 4; power++) {
                cubics[phase][power] = new float[taps];
            }
            for (int tap = 0; tap < taps; tap++) {
                double a = rows[phase][tap];
                double b = rows[phase + 1][tap];
                double c = rows[phase + 2][tap];
                double d = rows[phase + 3][tap];
                cubics[phase][0][tap] = (float) b;
                cubics[phase][1][tap] = (float) (c - a / 3 - b / 2 - d / 6);
                cubics[phase][2][tap] = (float) ((a + c) / 2 - b);
                cubics[phase][3][tap] = (float) ((b - c) / 2 + (d - a) / 6);
            }
        }
    }

    /** {@return how many there are} */
    int length() {
        return taps;
    }

    /**
     * Filters for one output.
     *
     * @param input has as many samples as there are taps, from the place on
     * @param fraction from 0 to 1, of a sample: how far the output lies beyond the middle
     * @param scratch as many places
     */
    float apply(float[] input, int from, double fraction, float[] scratch) {
        int phase = Math.min(PHASES - 1, (int) (fraction * PHASES));
        weigh(cubics[phase], (float) (fraction * PHASES - phase), scratch);
        float a = 0;
        float b = 0;
        float c = 0;
        float d = 0;
        for (int tap = 0; tap < taps; tap += SUMS) {
            a += scratch[tap] * input[from + tap];
            b += scratch[tap + 1] * input[from + tap + 1];
            c += scratch[tap + 2] * input[from + tap + 2];
            d += scratch[tap + 3] * input[from + tap + 3];
        }
        return a + b + (c + d);
    }

    private static void weigh(float[][] cubic, float way, float[] weights) {
        float[] zero = cubic[0];
        float[] one = cubic[1];
        float[] two = cubic[2];
        float[] three = cubic[3];
        for (int tap = 0; tap < weights.length; tap++) {
            weights[tap] = zero[tap] + way * (one[tap] + way * (two[tap] + way * three[tap]));
        }
    }
}
