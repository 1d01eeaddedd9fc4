package io.github.metis8d.io;

import java.util.Arrays;

/**
 * Finite impulse responses that turn each period of a signal into a period of another one, at another rate.
 *
 * <p>A signal is given by columns: column c holds the samples c, c + period, c + 2 period and so on, one for each period.
 * One tap then works on consecutive numbers, and all arrays of a loop run over the same index, which the compiler
 * vectorises; an offset between them keeps it from it.
 */
final class FilterBank {
    /** Taps that all outputs pass through before the next ones: as many columns as stay in the first-level cache. */
    private static final int TILE = 12;

    private static final int TAPS_AT_ONCE = 4;

    private final float[][] taps;
    private final int[] offsets;
    private final int inputs;
    private final int outputs;

    /**
     * @param taps a row for each phase: output n has row n modulo their number
     * @param offsets for each tap of a row the input that it works on, counted from {@code n * inputs / outputs}
     * @param inputs samples in a period before
     * @param outputs samples in a period after
     */
    FilterBank(float[][] taps, int[] offsets, int inputs, int outputs) {
        this.taps = taps;
        this.offsets = offsets;
        this.inputs = inputs;
        this.outputs = outputs;
    }

    int inputs() {
        return inputs;
    }

    int outputs() {
        return outputs;
    }

    /** Columns that the outputs of a period depend on; those beyond the period are of the periods that follow. */
    int width() {
        return first(outputs - 1) + offsets[offsets.length - 1] + 1;
    }

    /** Periods beyond its own that a period's outputs depend on. */
    int lookahead() {
        return (width() - 1) / inputs;
    }

    private int first(int output) {
        return (int) ((long) output * inputs / outputs);
    }

    /**
     * Filters some periods; the last {@link #lookahead} of them come out incomplete.
     *
     * @param columns {@link #width} of them, of which those within the period are read, and the others filled in
     * @param rows takes {@link #outputs} columns of the answer
     * @param periods how many
     */
    void apply(float[][] columns, float[][] rows, int periods) {
        for (int column = inputs; column < width(); column++) {
            System.arraycopy(columns[column - inputs], 1, columns[column], 0, periods - 1);
        }
        for (int output = 0; output < outputs; output++) {
            Arrays.fill(rows[output], 0, periods, 0);
        }
        for (int tile = 0; tile < offsets.length; tile += TILE) {
            int end = Math.min(tile + TILE, offsets.length);
            for (int output = 0; output < outputs; output++) {
                convolve(taps[output % taps.length], tile, end, columns, first(output), rows[output], periods);
            }
        }
    }

    private void convolve(float[] taps, int from, int to, float[][] columns, int first, float[] sums, int periods) {
        int tap = from;
        for (; tap <= to - TAPS_AT_ONCE; tap += TAPS_AT_ONCE) {
            add(
                    taps[tap],
                    columns[first + offsets[tap]],
                    taps[tap + 1],
                    columns[first + offsets[tap + 1]],
                    taps[tap + 2],
                    columns[first + offsets[tap + 2]],
                    taps[tap + 3],
                    columns[first + offsets[tap + 3]],
                    sums,
                    periods);
        }
        for (; tap < to; tap++) {
            add(taps[tap], columns[first + offsets[tap]], sums, periods);
        }
    }

    private static void add(
            float a,
            float[] as,
            float b,
            float[] bs,
            float c,
            float[] cs,
            float d,
            float[] ds,
            float[] sums,
            int periods) {
        for (int i = 0; i < periods; i++) {
            sums[i] += a * as[i] + b * bs[i] + (c * cs[i] + d * ds[i]);
        }
    }

    private static void add(float a, float[] as, float[] sums, int periods) {
        for (int i = 0; i < periods; i++) {
            sums[i] += a * as[i];
        }
    }
}
