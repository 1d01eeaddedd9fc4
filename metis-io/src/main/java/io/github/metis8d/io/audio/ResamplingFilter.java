package io.github.metis8d.io.audio;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;

/**
 * The taps that bring one sampling rate to another: those of a {@link LowPass}, behind a decimation where the rate is
 * high.
 *
 * <p>The ratio of the rates is rational, L / M, so the taps of output {@code i L + p} are those of output p, {@code i M}
 * input samples later: one row of taps for each of the L phases. Where they are too many, taps are interpolated.
 *
 * <p>The low-pass needs as many taps as its span has input samples. So where the input has several times the samples that
 * its pass band needs, a decimation by a whole number comes first, by a filter that is short, since all between the pass
 * band and what would be folded into it is free. White noise comes out the same to 125 dB.
 */
final class ResamplingFilter {
    /** The most taps in the table of one ratio, 2 MB; rates that have little in common with 16 kHz need more phases. */
    private static final long MAX_TAPS = 1 << 18;

    /** Down to this, in output rates, the input may be decimated: at it the filter below reaches -140 dB. */
    private static final double MIN_DECIMATED = 22_050.0 / 16_000;

    /** Outputs in a period at least, so that sorting takes little of the time. */
    private static final int MIN_PERIOD_OUTPUTS = 128;

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
    private final List<FilterBank> banks;
    private final InterpolatedTaps between;

    private ResamplingFilter(int sourceRate, int targetRate) {
        this.factor = Math.max(1, (int) (sourceRate / (targetRate * MIN_DECIMATED)));
        int common = gcd(sourceRate, targetRate * factor);
        this.phases = targetRate * factor / common;
        this.step = sourceRate / common;
        double rate = (double) sourceRate / factor;
        double lower = Math.min(sourceRate, targetRate);
        LowPass lowPass = LowPass.of(sourceRate);
        this.reach = (int) Math.ceil(lowPass.reach() * rate / lower) + 1;
        double gain = Math.min(1, targetRate / rate);
        DoubleUnaryOperator response = t -> gain * lowPass.at(t * lower / rate);
        if (2L * reach * phases > MAX_TAPS) {
            this.between = new InterpolatedTaps(response, reach);
            this.banks = factor > 1 ? List.of(decimation(MIN_PERIOD_OUTPUTS)) : List.of();
            return;
        }
        this.between = null;
        FilterBank last = lowPass(response);
        this.banks = factor > 1 ? List.of(decimation(last.inputs()), last) : List.of(last);
    }

    /** The filter for a source rate. */
    static ResamplingFilter of(int sourceRate, int targetRate) {
        synchronized (CACHE) {
            ResamplingFilter filter = CACHE.get(sourceRate);
            if (filter != null) {
                return filter;
            }
        }
        // Not under the lock, which other decoders need; two that make the same one do no harm.
        ResamplingFilter made = new ResamplingFilter(sourceRate, targetRate);
        synchronized (CACHE) {
            CACHE.put(sourceRate, made);
        }
        return made;
    }

    /** What reads between the samples behind the banks, or null where they give the output. */
    Interpolation interpolation() {
        return between == null ? null : new Interpolation(between, step, phases);
    }

    /** What a signal passes, one after the other; the periods of one are those of the next. */
    List<FilterBank> banks() {
        return banks;
    }

    private FilterBank lowPass(DoubleUnaryOperator response) {
        float[][] taps = new float[phases][2 * reach];
        for (int phase = 0; phase < phases; phase++) {
            double fraction = (double) ((long) phase * step % phases) / phases;
            for (int i = 0; i < 2 * reach; i++) {
                taps[phase][i] = (float) response.applyAsDouble(i - reach + 1 - fraction);
            }
        }
        int repeats = (MIN_PERIOD_OUTPUTS + phases - 1) / phases;
        return new FilterBank(taps, repeats * step, repeats * phases);
    }

    private FilterBank decimation(int outputs) {
        float[] row = new float[2 * decimationReach() + 1];
        for (int tap = 0; tap < row.length; tap++) {
            int t = tap - decimationReach();
            if (t == 0 || t % factor != 0) {
                row[tap] = (float) (DECIMATION.at((double) t / factor) / factor);
            }
        }
        return new FilterBank(new float[][] {row}, outputs * factor, outputs);
    }

    private int decimationReach() {
        return (int) DECIMATION.halfWidth() * factor - 1;
    }

    /** Input samples before the first output that it depends on. */
    int lead() {
        return factor * (reach - 1) + (factor > 1 ? decimationReach() : 0);
    }

    /** The number of samples that so many become: all whose time is before their end. */
    long outputs(long inputs) {
        return (inputs * phases + (long) step * factor - 1) / ((long) step * factor);
    }

    private static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }
}
