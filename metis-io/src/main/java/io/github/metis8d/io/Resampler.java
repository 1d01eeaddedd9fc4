package io.github.metis8d.io;

import io.github.metis8d.Metis8dEncoder;
import java.util.Arrays;

/**
 * Brings a mono signal to 16 kHz, block by block, without delay; the signal is zero outside of its length. At 16 kHz it
 * passes unchanged.
 *
 * <p>A block is some periods of the ratio L / M. Its input is sorted into M columns, one for each place in a period, so
 * that one tap of one phase works on consecutive numbers for all periods at once.
 */
final class Resampler {
    private static final int TARGET_RATE = Metis8dEncoder.SAMPLE_RATE;
    /** Outputs in a block, about: few enough for the cache, many enough for long inner loops. */
    private static final int BLOCK_OUTPUTS = 1 << 14;

    private static final int MIN_PERIODS = 128;

    private final ResamplingFilter filter;
    private final int periods;
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
            periods = 0;
            columns = null;
            sums = null;
            input = null;
            return;
        }
        filter = ResamplingFilter.of(sourceRate, TARGET_RATE);
        // Rates with many phases would otherwise take many seconds of audio for a block.
        periods = filter.phases > 1000 ? 8 : Math.max(MIN_PERIODS, BLOCK_OUTPUTS / filter.phases);
        int lookAhead = (filter.center(filter.phases - 1) + 2 * filter.reach) / filter.step + 1;
        columns = new float[filter.step][periods + lookAhead];
        sums = new float[periods];
        input = new float[columns.length * columns[0].length];
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
        int step = filter.step;
        for (int column = 0; column < step; column++) {
            float[] sorted = columns[column];
            for (int i = 0, from = column; i < sorted.length; i++, from += step) {
                sorted[i] = input[from];
            }
        }
        reserve(periods * filter.phases);
        for (int phase = 0; phase < filter.phases; phase++) {
            convolve(filter.taps[phase], filter.center(phase));
            for (int i = 0, to = outputLength + phase; i < periods; i++, to += filter.phases) {
                output[to] = sums[i];
            }
        }
        outputLength += periods * filter.phases;
        int used = periods * step;
        inputLength -= used;
        System.arraycopy(input, used, input, 0, inputLength);
    }

    /** All outputs of one phase, four taps at a time. The input starts reach - 1 samples before the block. */
    private void convolve(float[] taps, int offset) {
        Arrays.fill(sums, 0);
        int step = filter.step;
        int tap = 0;
        for (; tap + 4 <= taps.length; tap += 4) {
            int at = offset + tap;
            addFour(
                    taps[tap],
                    columns[at % step],
                    at / step,
                    taps[tap + 1],
                    columns[(at + 1) % step],
                    (at + 1) / step,
                    taps[tap + 2],
                    columns[(at + 2) % step],
                    (at + 2) / step,
                    taps[tap + 3],
                    columns[(at + 3) % step],
                    (at + 3) / step);
        }
        for (; tap < taps.length; tap++) {
            int at = offset + tap;
            float[] column = columns[at % step];
            int from = at / step;
            for (int i = 0; i < sums.length; i++) {
                sums[i] += taps[tap] * column[from + i];
            }
        }
    }

    private void addFour(
            float a,
            float[] as,
            int aFrom,
            float b,
            float[] bs,
            int bFrom,
            float c,
            float[] cs,
            int cFrom,
            float d,
            float[] ds,
            int dFrom) {
        float[] into = sums;
        for (int i = 0; i < into.length; i++) {
            into[i] += a * as[aFrom + i] + b * bs[bFrom + i] + (c * cs[cFrom + i] + d * ds[dFrom + i]);
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
