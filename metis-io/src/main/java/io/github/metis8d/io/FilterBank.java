package io.github.metis8d.io;

import java.util.Arrays;

/**
 * Finite impulse responses that turn each period of a signal into a period of another one, at another rate.
 *
 * <p>A signal is given by columns: column c holds the samples c, c + period, c + 2 period and so on, one for each period.
 * One tap then works on consecutive numbers, and all arrays of a loop run over the same index, which the compiler
 * vectorises; an offset between them keeps it from it. Two taps of two outputs at once are what it still vectorises, and
 * what loads and stores least.
 */
final class FilterBank {
    /** Taps that all outputs pass through before the next ones: as many columns as stay in the first-level cache. */
    private static final int TILE = 12;

    private final int inputs;
    private final int outputs;
    private final int width;
    private final Pair[] pairs;

    /** The taps of two outputs on the columns that either depends on, counted from the first of them; an even number. */
    private record Pair(int[] columns, float[] first, float[] second) {
        static Pair of(float[] first, float[] second, int shift) {
            int[] columns = new int[second.length + shift + 1];
            float[][] taps = new float[2][columns.length];
            int used = 0;
            for (int column = 0; column < second.length + shift; column++) {
                float a = column < first.length ? first[column] : 0;
                float b = column >= shift ? second[column - shift] : 0;
                if (a != 0 || b != 0) {
                    columns[used] = column;
                    taps[0][used] = a;
                    taps[1][used] = b;
                    used++;
                }
            }
            int even = (used + 1) / 2 * 2;
            return new Pair(Arrays.copyOf(columns, even), Arrays.copyOf(taps[0], even), Arrays.copyOf(taps[1], even));
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
        // With an odd number of outputs the last pair's other half is the next period's first.
        this.width = input((outputs - 1) / 2 * 2 + 1) + taps[0].length;
        // With an odd number of phases each comes in both places of a pair.
        this.pairs = new Pair[taps.length % 2 == 0 ? taps.length / 2 : taps.length];
        for (int i = 0; i < pairs.length; i++) {
            int shift = input(2 * i + 1) - input(2 * i);
            pairs[i] = Pair.of(taps[2 * i % taps.length], taps[(2 * i + 1) % taps.length], shift);
        }
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
     * @param rows takes {@link #outputs} columns of the answer, and one more if that is an odd number
     */
    void apply(float[][] columns, float[][] rows) {
        for (int column = inputs; column < width; column++) {
            System.arraycopy(columns[column - inputs], 1, columns[column], 0, columns[column].length - 1);
        }
        for (int output = 0; output < outputs; output += 2) {
            Arrays.fill(rows[output], 0);
            Arrays.fill(rows[output + 1], 0);
        }
        boolean more = true;
        for (int tile = 0; more; tile += TILE) {
            more = false;
            for (int output = 0; output < outputs; output += 2) {
                Pair pair = pairs[output / 2 % pairs.length];
                int end = Math.min(tile + TILE, pair.columns.length);
                convolve(pair, tile, end, columns, input(output), rows[output], rows[output + 1]);
                more |= end < pair.columns.length;
            }
        }
    }

    private static void convolve(
            Pair pair, int from, int to, float[][] columns, int input, float[] first, float[] second) {
        for (int tap = from; tap < to; tap += 2) {
            add(
                    columns[input + pair.columns[tap]],
                    columns[input + pair.columns[tap + 1]],
                    pair.first[tap],
                    pair.first[tap + 1],
                    first,
                    pair.second[tap],
                    pair.second[tap + 1],
                    second);
        }
    }

    private static void add(float[] as, float[] bs, float a, float b, float[] first, float c, float d, float[] second) {
        for (int i = 0; i < first.length; i++) {
            float x = as[i];
            float y = bs[i];
            first[i] += a * x + b * y;
            second[i] += c * x + d * y;
        }
    }
}
