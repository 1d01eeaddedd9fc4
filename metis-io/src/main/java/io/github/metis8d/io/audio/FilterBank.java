package io.github.metis8d.io.audio;

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

    private final int inputs;
    private final int outputs;
    private final int width;
    private final Response[] phases;

    /** The taps other than zero, filled up to a multiple of those that are taken at once, and where they work. */
    private record Response(int[] columns, float[] taps) {
        static Response of(float[] all) {
            int[] columns = new int[all.length + TAPS_AT_ONCE];
            float[] taps = new float[columns.length];
            int used = 0;
            for (int column = 0; column < all.length; column++) {
                if (all[column] != 0) {
                    columns[used] = column;
                    taps[used++] = all[column];
                }
            }
            int length = (used + TAPS_AT_ONCE - 1) / TAPS_AT_ONCE * TAPS_AT_ONCE;
            return new Response(Arrays.copyOf(columns, length), Arrays.copyOf(taps, length));
        }
    }

    /**
     * @param taps a row for each phase: output n has row n modulo their number, and its first tap works on input
     *     {@code n * inputs / outputs}
     * @param inputs samples in a period before
     * @param outputs samples in a period after, a multiple of the phases
     */
    FilterBank(float[][] taps, int inputs, int outputs) {
        this.inputs = inputs;
        this.outputs = outputs;
        this.width = input(outputs - 1) + taps[0].length;
        this.phases = new Response[taps.length];
        Arrays.setAll(phases, phase -> Response.of(taps[phase]));
    }

    int inputs() {
        return inputs;
    }

    int outputs() {
        return outputs;
    }

    /** Columns that the outputs of a period depend on; those beyond the period are of the periods that follow. */
    int width() {
        return width;
    }

    /** Periods beyond its own that a period's outputs depend on. */
    int lookahead() {
        return (width - 1) / inputs;
    }

    private int input(int output) {
        return (int) ((long) output * inputs / outputs);
    }

    /**
     * Filters as many periods as the columns are long; the last {@link #lookahead} of them come out incomplete.
     *
     * @param columns {@link #width} of them, of which those within the period are read, and the others filled in
     * @param rows takes {@link #outputs} columns of the answer
     */
    void apply(float[][] columns, float[][] rows) {
        for (int column = inputs; column < width; column++) {
            System.arraycopy(columns[column - inputs], 1, columns[column], 0, columns[column].length - 1);
        }
        for (int output = 0; output < outputs; output++) {
            Arrays.fill(rows[output], 0);
        }
        boolean more = true;
        for (int tile = 0; more; tile += TILE) {
            more = false;
            for (int output = 0; output < outputs; output++) {
                Response phase = phases[output % phases.length];
                int end = Math.min(tile + TILE, phase.taps.length);
                convolve(phase, tile, end, columns, input(output), rows[output]);
                more |= end < phase.taps.length;
            }
        }
    }

    private static void convolve(Response phase, int from, int to, float[][] columns, int input, float[] sums) {
        for (int tap = from; tap < to; tap += TAPS_AT_ONCE) {
            add(
                    phase.taps[tap],
                    columns[input + phase.columns[tap]],
                    phase.taps[tap + 1],
                    columns[input + phase.columns[tap + 1]],
                    phase.taps[tap + 2],
                    columns[input + phase.columns[tap + 2]],
                    phase.taps[tap + 3],
                    columns[input + phase.columns[tap + 3]],
                    sums);
        }
    }

    /** More work in this loop, or a bound that is no array's length, and some collector's loops are not vectorised. */
    private static void add(
            float a, float[] as, float b, float[] bs, float c, float[] cs, float d, float[] ds, float[] sums) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += a * as[i] + b * bs[i] + (c * cs[i] + d * ds[i]);
        }
    }
}
