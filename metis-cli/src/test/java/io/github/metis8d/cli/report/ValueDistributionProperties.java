package io.github.metis8d.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;

class ValueDistributionProperties {
    private static ValueDistribution of(float... values) {
        ValueDistribution distribution = new ValueDistribution();
        for (float value : values) {
            distribution.add(value);
        }
        return distribution;
    }

    private static float[] normal(int count) {
        Random random = new Random(1);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    /** It lies between the values on either side, or beside them by a five hundredth. */
    @Property(tries = 200)
    void aQuantileIsAmongTheValues(
            @ForAll @Size(min = 1, max = 50) List<Float> values, @ForAll @DoubleRange(min = 0, max = 1) double share) {
        float[] sorted = new float[values.size()];
        for (int i = 0; i < sorted.length; i++) {
            sorted[i] = values.get(i);
        }
        Arrays.sort(sorted);
        double quantile = of(sorted).quantile(share);
        double rank = share * sorted.length;
        double below = sorted[(int) Math.max(0, Math.ceil(rank) - 1)];
        double above = sorted[(int) Math.min(sorted.length - 1, Math.floor(rank))];
        assertThat(quantile)
                .isBetween(
                        below - Math.abs(below) / 500 - Float.MIN_NORMAL,
                        above + Math.abs(above) / 500 + Float.MIN_NORMAL);
    }

    @Property(tries = 200)
    void noValueIsLostByBins(
            @ForAll @Size(min = 1, max = 50) List<Float> values,
            @ForAll @DoubleRange(min = -1e6, max = 1e6) double low,
            @ForAll @DoubleRange(min = 0.01, max = 1e6) double span) {
        ValueDistribution distribution = new ValueDistribution();
        // So many of each that the rounding of shares does not count.
        for (float value : values) {
            for (int i = 0; i < 1000; i++) {
                distribution.add(value);
            }
        }
        Bins bins = distribution.bins(low, low + span, 10);
        long sum = bins.below() + Arrays.stream(bins.counts()).sum() + bins.above();
        assertThat((double) sum).isCloseTo(1000.0 * values.size(), within(10.0));
    }

    @Example
    void theQuantilesOfManyValuesAreTheirs() {
        ValueDistribution distribution = of(normal(100_000));
        assertThat(distribution.quantile(0.5)).isCloseTo(0, within(0.02));
        assertThat(distribution.quantile(0.975)).isCloseTo(1.96, within(0.03));
        assertThat(distribution.quantile(0.025)).isCloseTo(-1.96, within(0.03));
    }

    @Example
    void binsHaveTheValuesThatLieInThem() {
        float[] values = normal(100_000);
        Bins bins = of(values).bins(-2, 2, 8);
        for (int bin = 0; bin < 8; bin++) {
            double start = -2 + bin * 0.5;
            long expected = 0;
            for (float value : values) {
                expected += value >= start && value < start + 0.5 ? 1 : 0;
            }
            assertThat(bins.counts()[bin]).isCloseTo(expected, within(60L));
        }
        assertThat(bins.below()).isCloseTo(2275, within(200L));
        assertThat(bins.above()).isCloseTo(2275, within(200L));
    }

    @Example
    void theLargestNumbersAreCountedToo() {
        Bins bins =
                of(Float.MAX_VALUE, -Float.MAX_VALUE, 0f, -0f, Float.MIN_VALUE).bins(-1, 1, 2);
        assertThat(bins).extracting(Bins::below, Bins::above).containsExactly(1L, 1L);
        assertThat(Arrays.stream(bins.counts()).sum()).isEqualTo(3);
    }

    @Example
    void nothingHasNoQuantile() {
        assertThat(of().quantile(0.5)).isNaN();
        assertThat(of().bins(0, 1, 3).counts()).containsOnly(0);
    }
}
