package io.github.metis8d.io;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The taps of a {@link LowPass} for one ratio of rates.
 *
 * <p>The ratio is rational, L / M, so the taps of output {@code i L + p} are those of output p, {@code i M} input
 * samples later: one row of taps for each of the L phases.
 */
final class ResamplingFilter {
    /** The taps that one ratio may take, 64 MB: rates that have little in common with 16 kHz need many phases. */
    private static final long MAX_TAPS = 16 << 20;

    private static final int CACHED_RATES = 8;
    private static final Map<Integer, ResamplingFilter> CACHE = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, ResamplingFilter> eldest) {
            return size() > CACHED_RATES;
        }
    };

    /** L: outputs in a period. */
    final int phases;
    /** M: inputs in a period. */
    final int step;
    /** Input samples to either side of an output that it depends on. */
    final int reach;
    /** For each phase the taps on the inputs from {@code center(phase) - reach + 1} on, 2 * reach of them. */
    final float[][] taps;

    private ResamplingFilter(int sourceRate, int targetRate) {
        int common = gcd(sourceRate, targetRate);
        this.phases = targetRate / common;
        this.step = sourceRate / common;
        double lower = Math.min(sourceRate, targetRate);
        LowPass lowPass = LowPass.of(sourceRate);
        // Even, so that the taps are a multiple of four.
        this.reach = ((int) Math.ceil(lowPass.reach() * sourceRate / lower) + 2) / 2 * 2;
        if (2L * reach * phases > MAX_TAPS) {
            throw new IllegalArgumentException("a sampling rate of " + sourceRate + " Hz cannot be brought to "
                    + targetRate + " Hz in reasonable memory");
        }
        this.taps = new float[phases][2 * reach];
        double gain = Math.min(1, (double) targetRate / sourceRate);
        for (int phase = 0; phase < phases; phase++) {
            double fraction = (double) ((long) phase * step % phases) / phases;
            for (int i = 0; i < 2 * reach; i++) {
                taps[phase][i] = (float) (gain * lowPass.at((i - reach + 1 - fraction) * lower / sourceRate));
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

    /** The input sample at or before the output of a phase, counted from the start of its period. */
    int center(int phase) {
        return (int) ((long) phase * step / phases);
    }

    private static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }
}
