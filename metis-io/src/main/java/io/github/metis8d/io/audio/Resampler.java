package io.github.metis8d.io.audio;

import io.github.metis8d.Metis8dEncoder;
import java.util.Arrays;
import java.util.List;

/**
 * Brings a mono signal to 16 kHz, block by block, without delay; the signal is zero outside of its length. At 16 kHz it
 * passes unchanged.
 */
final class Resampler {
    private static final int TARGET_RATE = Metis8dEncoder.SAMPLE_RATE;
    /** Long enough for inner loops, short enough for some columns to stay in the first-level cache. */
    private static final int MAX_PERIODS = 384;
    /** Samples that a block takes in, about; where a period has many, a block has few periods. */
    private static final int BLOCK_INPUTS = 1 << 19;

    private static final int MIN_PERIODS = 8;
    /** Neighbours in the output that are written together. */
    private static final int ROWS_AT_ONCE = 16;

    /** Half a minute: a header may say anything, and what a file holds is counted as it fills. */
    private static final int MAX_EXPECTED = 30 * TARGET_RATE;

    private final ResamplingFilter filter;
    /** One after the other: what comes out of a bank are columns of the next. */
    private final List<FilterBank> banks;

    /** Behind the banks, or null. */
    private final Interpolation interpolation;

    private final int periodInputs;
    private final int periodOutputs;
    private final int periods;
    private final int lookahead;
    /** For each bank what goes in, and at last what comes out; made for a number of periods. */
    private float[][][] columns;

    private final float[] input;
    private int inputLength;
    private long consumed;
    private float[] output = new float[0];
    private int outputLength;

    Resampler(int sourceRate) {
        filter = sourceRate == TARGET_RATE ? null : ResamplingFilter.of(sourceRate, TARGET_RATE);
        banks = filter == null ? List.of() : filter.banks();
        interpolation = filter == null ? null : filter.interpolation();
        if (banks.isEmpty()) {
            periodInputs = 0;
            periodOutputs = 0;
            periods = 0;
            lookahead = 0;
            input = null;
        } else {
            periodInputs = banks.get(0).inputs();
            periodOutputs = banks.get(banks.size() - 1).outputs();
            lookahead = banks.stream().mapToInt(FilterBank::lookahead).sum();
            periods = Math.max(MIN_PERIODS, Math.min(MAX_PERIODS, BLOCK_INPUTS / periodInputs) - lookahead);
            input = new float[(periods + lookahead) * periodInputs];
            // The first output looks back over silence.
            inputLength = filter.lead();
        }
        if (filter != null && banks.isEmpty()) {
            interpolate(new float[filter.lead()], filter.lead());
        }
    }

    /** Makes room at once for so many samples that will be taken, as far as that is not more than most clips have. */
    void expect(long inputs) {
        long inRange = Math.max(0, Math.min(inputs, Integer.MAX_VALUE));
        long outputs = filter == null ? inRange : filter.outputs(inRange);
        reserve((int) Math.min(outputs, MAX_EXPECTED));
    }

    /** Takes the next samples. */
    void accept(float[] samples, int count) {
        consumed += count;
        if (banks.isEmpty()) {
            pass(samples, count);
            return;
        }
        int taken = 0;
        while (taken < count) {
            int fitting = Math.min(count - taken, input.length - inputLength);
            System.arraycopy(samples, taken, input, inputLength, fitting);
            inputLength += fitting;
            taken += fitting;
            if (inputLength == input.length) {
                resample(periods);
            }
        }
    }

    /** The samples at 16 kHz: ceil(n * 16000 / rate) of them. To be called once, at the end. */
    float[] finish() {
        if (filter != null) {
            int length = (int) filter.outputs(consumed);
            while (interpolation != null && outputLength < length) {
                silence();
            }
            while (outputLength < length) {
                int needed = (length - outputLength + periodOutputs - 1) / periodOutputs;
                // New arrays of the right length pay only where the old ones are much too long.
                int last = columns != null && needed > periods / 2 ? periods : Math.min(periods, needed);
                int end = (last + lookahead) * periodInputs;
                if (inputLength < end) {
                    Arrays.fill(input, inputLength, end, 0);
                    inputLength = end;
                }
                resample(last);
            }
            outputLength = length;
        }
        return output.length == outputLength ? output : Arrays.copyOf(output, outputLength);
    }

    /** Samples at 16 kHz so far. */
    int length() {
        return outputLength;
    }

    private void silence() {
        if (banks.isEmpty()) {
            pass(new float[Interpolation.most()], Interpolation.most());
        } else {
            Arrays.fill(input, inputLength, input.length, 0);
            inputLength = input.length;
            resample(periods);
        }
    }

    /** What needs no bank, or was through all. */
    private void pass(float[] samples, int count) {
        if (interpolation == null) {
            append(samples, count);
        } else {
            interpolate(samples, count);
        }
    }

    private void interpolate(float[] samples, int count) {
        for (int from = 0; from < count; from += Interpolation.most()) {
            float[] made = interpolation.next(samples, from, Math.min(Interpolation.most(), count - from));
            append(made, made.length);
        }
    }

    private void resample(int count) {
        int length = count + lookahead;
        if (columns == null || columns[0][0].length != length) {
            columns = columns(length);
        }
        sort(columns[0]);
        for (int bank = 0; bank < banks.size(); bank++) {
            banks.get(bank).apply(columns[bank], columns[bank + 1]);
        }
        write(columns[banks.size()], count);
        int used = count * periodInputs;
        inputLength -= used;
        System.arraycopy(input, used, input, 0, inputLength);
    }

    private float[][][] columns(int length) {
        float[][][] made = new float[banks.size() + 1][][];
        for (int bank = 0; bank < banks.size(); bank++) {
            made[bank] = new float[banks.get(bank).width()][length];
        }
        made[banks.size()] = new float[periodOutputs][length];
        return made;
    }

    private void sort(float[][] columns) {
        for (int column = 0; column < periodInputs; column++) {
            float[] sorted = columns[column];
            for (int i = 0, from = column; i < sorted.length; i++, from += periodInputs) {
                sorted[i] = input[from];
            }
        }
    }

    private void write(float[][] rows, int count) {
        if (interpolation != null) {
            float[] between = new float[count * periodOutputs];
            gather(rows, count, between, 0);
            interpolate(between, between.length);
            return;
        }
        reserve(count * periodOutputs);
        gather(rows, count, output, outputLength);
        outputLength += count * periodOutputs;
    }

    private void gather(float[][] rows, int count, float[] to, int at) {
        for (int from = 0; from < periodOutputs; from += ROWS_AT_ONCE) {
            int end = Math.min(from + ROWS_AT_ONCE, periodOutputs);
            for (int i = 0; i < count; i++) {
                int start = at + i * periodOutputs;
                for (int row = from; row < end; row++) {
                    to[start + row] = rows[row][i];
                }
            }
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
