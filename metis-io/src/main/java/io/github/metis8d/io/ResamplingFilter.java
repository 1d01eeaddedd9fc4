package io.github.metis8d.io;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The taps that bring one sampling rate to another: those of a {@link LowPass}, behind a decimation where the rate is
 * high.
 *
 * <p>The ratio of the rates is rational, L / M, so the taps of output {@code i L + p} are those of output p, {@code i M}
 * input samples later: one row of taps for each of the L phases.
 *
 * <p>The low-pass needs as many taps as its span has input samples. So where the input has several times the samples that
 * its pass band needs, a decimation by a whole number comes first, by a filter that is short, since all between the pass
 * band and what would be folded into it is free. It changes the answer by -140 dB.
 */
final class ResamplingFilter {
    /** The taps that one ratio may take, 64 MB: rates that have little in common with 16 kHz need many phases. */
    private static final long MAX_TAPS = 16 << 20;

    /** Down to this, in output rates, the input may be decimated: at it the filter below reaches -140 dB. */
    private static final double MIN_DECIMATED = 22_050.0 / 16_000;

    /** Over t in samples after the decimation. Its zeros are there but for t = 0, which saves taps. */
    private static final KaiserSinc DECIMATION = new KaiserSinc(1, 14.7, 17);

    private static final int CACHED_RATES = 8;
    private static final Map<Integer, ResamplingFilter> CACHE = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, ResamplingFilter> eldest) {
            return size() > CACHED_RATES;
        }
    };

    private final int factor;
    private final int phases;
    private final int step;
    private final int reach;
    private final float[][] taps;

    private ResamplingFilter(int sourceRate, int targetRate) {
        this.factor = Math.max(1, (int) (sourceRate / (targetRate * MIN_DECIMATED)));
        int common = gcd(sourceRate, targetRate * factor);
        this.phases = targetRate * factor / common;
        this.step = sourceRate / common;
        double rate = (double) sourceRate / factor;
        double lower = Math.min(sourceRate, targetRate);
        LowPass lowPass = LowPass.of(sourceRate);
        // Even, so that the taps are a multiple of four.
        this.reach = ((int) Math.ceil(lowPass.reach() * rate / lower) + 2) / 2 * 2;
        if (2L * reach * phases > MAX_TAPS) {
            throw new IllegalArgumentException("a sampling rate of " + sourceRate + " Hz cannot be brought to "
                    + targetRate + " Hz in reasonable memory");
        }
        this.taps = new float[phases][2 * reach];
        double gain = Math.min(1, targetRate / rate);
        for (int phase = 0; phase < phases; phase++) {
            double fraction = (double) ((long) phase * step % phases) / phases;
            for (int i = 0; i < 2 * reach; i++) {
                taps[phase][i] = (float) (gain * lowPass.at((i - reach + 1 - fraction) * lower / rate));
            }
        }
    }

    /**
     * The filter for a source rate.
     *
     * @throws IllegalArgumentException if the ratio needs more taps than is reasonable
     */
    static ResamplingFilter of(int sourceRate, int targetRate) {
        synchronized (CACHE) {
            ResamplingFilter filter = CACHE.get(sourceRate);
            if (filter == null) {
                filter = new ResamplingFilter(sourceRate, targetRate);
                CACHE.put(sourceRate, filter);
            }
            return filter;
        }
    }

    /** The low-pass, for periods of at least so many outputs. */
    FilterBank lowPass(int minOutputs) {
        int repeats = (minOutputs + phases - 1) / phases;
        int[] offsets = IntStream.range(0, 2 * reach).toArray();
        return new FilterBank(taps, offsets, repeats * step, repeats * phases);
    }

    boolean decimates() {
        return factor > 1;
    }

    /** What comes before the low-pass, for periods of so many outputs. */
    FilterBank decimation(int outputs) {
        int[] offsets = IntStream.range(0, 2 * decimationReach() + 1)
                .filter(i -> i == decimationReach() || (i - decimationReach()) % factor != 0)
                .toArray();
        float[] row = new float[offsets.length];
        for (int tap = 0; tap < row.length; tap++) {
            row[tap] = (float) (DECIMATION.at((double) (offsets[tap] - decimationReach()) / factor) / factor);
        }
        return new FilterBank(new float[][] {row}, offsets, outputs * factor, outputs);
    }

    private int decimationReach() {
        return (int) (DECIMATION.halfWidth() * factor) - 1;
    }

    /** Input samples before the first output that it depends on. */
    int lead() {
        return factor * (reach - 1) + (decimates() ? decimationReach() : 0);
    }

    /** The number of samples that so many become: all whose time is before their end. */
    long outputs(long inputs) {
        return (inputs * phases + (long) step * factor - 1) / ((long) step * factor);
    }

    private static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }
}
