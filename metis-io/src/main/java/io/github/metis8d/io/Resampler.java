package io.github.metis8d.io;

import io.github.metis8d.Metis8dEncoder;
import java.util.Arrays;

/**
 * Brings a mono signal to 16 kHz, block by block, without delay; the signal is zero outside of its length. At 16 kHz it
 * passes unchanged.
 *
 * <p>The input is sorted so that one tap works on consecutive numbers: column c holds the inputs c, c + step, c + 2 step
 * and so on of a block, one for each period of the ratio. All loops then run over the same index of different arrays,
 * which the compiler vectorises; an offset between them, which would save the columns beyond a period, keeps it from it.
 */
final class Resampler {
    private static final int TARGET_RATE = Metis8dEncoder.SAMPLE_RATE;
    /** Outputs in a period at least, so that sorting takes little of the time. */
    private static final int MIN_PERIOD_OUTPUTS = 128;
    /** Numbers in the columns, about: few enough for the cache, many enough for long inner loops. */
    private static final int BLOCK_NUMBERS = 1 << 18;

    private static final int MIN_PERIODS = 8;

    private final ResamplingFilter filter;
    private final int periodOutputs;
    private final int periodInputs;
    private final float[][] columns;
    private final float[] sums;
    private float[] input;
    private int inputLength;
    private long consumed;
    private float[] output = new float[0];
    private int outputLength;

    /** @throws IllegalArgumentException if the rate cannot be brought to 16 kHz */
    Resampler(int sourceRate) {
        if (sourceRate == TARGET_RATE) {
            filter = null;
            periodOutputs = 0;
            periodInputs = 0;
            columns = null;
            sums = null;
            input = null;
            return;
        }
        filter = ResamplingFilter.of(sourceRate, TARGET_RATE);
        int repeats = (MIN_PERIOD_OUTPUTS + filter.phases - 1) / filter.phases;
        periodOutputs = repeats * filter.phases;
        periodInputs = repeats * filter.step;
        int width = filter.center(periodOutputs - 1) + 2 * filter.reach;
        int periods = Math.max(MIN_PERIODS, BLOCK_NUMBERS / width);
        columns = new float[width][periods];
        sums = new float[periods];
        input = new float[(periods - 1) * periodInputs + width];
        // The first output looks back over silence.
        inputLength = filter.reach - 1;
    }

    /** Takes the next samples. */
    void accept(float[] samples, int count) {
        consumed += count;
        if (filter == null) {
            append(samples, count);
            return;
        }
        int taken = 0;
        while (taken < count) {
            int fitting = Math.min(count - taken, input.length - inputLength);
            System.arraycopy(samples, taken, input, inputLength, fitting);
            inputLength += fitting;
            taken += fitting;
            if (inputLength == input.length) {
                resampleBlock();
            }
        }
    }

    /** The samples at 16 kHz: ceil(n * 16000 / rate) of them. To be called once, at the end. */
    float[] finish() {
        if (filter != null) {
            long length = (consumed * filter.phases + filter.step - 1) / filter.step;
            while (outputLength < length) {
                Arrays.fill(input, inputLength, input.length, 0);
                inputLength = input.length;
                resampleBlock();
            }
            outputLength = (int) length;
        }
        return output.length == outputLength ? output : Arrays.copyOf(output, outputLength);
    }

    /** Samples at 16 kHz so far. */
    int length() {
        return outputLength;
    }

    private void resampleBlock() {
        int periods = sums.length;
        for (int column = 0; column < columns.length; column++) {
            float[] sorted = columns[column];
            for (int i = 0, from = column; i < sorted.length; i++, from += periodInputs) {
                sorted[i] = input[from];
            }
        }
        reserve(periods * periodOutputs);
        for (int phase = 0; phase < periodOutputs; phase++) {
            convolve(filter.taps[phase % filter.phases], filter.center(phase));
            for (int i = 0, to = outputLength + phase; i < periods; i++, to += periodOutputs) {
                output[to] = sums[i];
            }
        }
        outputLength += periods * periodOutputs;
        int used = periods * periodInputs;
        inputLength -= used;
        System.arraycopy(input, used, input, 0, inputLength);
    }

    /** All outputs of one phase. The taps are a multiple of four. */
    private void convolve(float[] taps, int from) {
        Arrays.fill(sums, 0);
        for (int tap = 0; tap < taps.length; tap += 4) {
            int column = from + tap;
            add(
                    taps[tap],
                    columns[column],
                    taps[tap + 1],
                    columns[column + 1],
                    taps[tap + 2],
                    columns[column + 2],
                    taps[tap + 3],
                    columns[column + 3],
                    sums);
        }
    }

    private static void add(
            float a, float[] as, float b, float[] bs, float c, float[] cs, float d, float[] ds, float[] sums) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += a * as[i] + b * bs[i] + (c * cs[i] + d * ds[i]);
        }
    }

    private void append(float[] samples, int count) {
        reserve(count);
        System.arraycopy(samples, 0, output, outputLength, count);
        outputLength += count;
    }

    private void reserve(int more) {
        if (output.length - outputLength < more) {
            long wanted = Math.max((long) outputLength + more, outputLength + (outputLength >> 1));
            output = Arrays.copyOf(output, (int) Math.min(wanted, Integer.MAX_VALUE - 8));
        }
    }
}
