package io.github.metis8d.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.metis8d.Latents;
import io.github.metis8d.io.latents.LatentReader.Entry;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LatentStatisticsTest {
    private final LatentStatistics statistics = new LatentStatistics();

    /** Adds a file with the given values of d1, and of d2 that are ten times those. */
    private void add(String key, float... values) {
        float[] rows = new float[values.length * Latents.DIMENSIONS];
        for (int i = 0; i < values.length; i++) {
            rows[i * Latents.DIMENSIONS] = values[i];
            rows[i * Latents.DIMENSIONS + 1] = 10 * values[i];
        }
        statistics.add(new Entry(key, new Latents(rows)));
    }

    @Test
    void filesAndFramesAreCounted() {
        add("a", 1, 2, 3);
        add("b");
        add("c", 1);
        assertThat(statistics.files()).isEqualTo(3);
        assertThat(statistics.frames()).isEqualTo(4);
    }

    @Test
    void theRangeOfEachDimensionIsThatOfAllFiles() {
        add("a", 2, 4, 4, 4);
        add("b", 5, 5, 7, 9);
        LatentStatistics.Range d1 = statistics.range(0);
        assertThat(d1.min()).isEqualTo(2);
        assertThat(d1.max()).isEqualTo(9);
        assertThat(d1.mean()).isCloseTo(5, within(1e-12));
        assertThat(d1.standardDeviation()).isCloseTo(2, within(1e-12));
        assertThat(statistics.range(1).max()).isEqualTo(90);
        assertThat(statistics.range(1).standardDeviation()).isCloseTo(20, within(1e-12));
        assertThat(statistics.range(7).standardDeviation()).isZero();
    }

    @Test
    void theDeviationOfNumbersFarFromZeroIsExact() {
        for (int i = 0; i < 10_000; i++) {
            add("a", 1_000_000, 1_000_001);
        }
        assertThat(statistics.range(0).standardDeviation()).isCloseTo(0.5, within(1e-9));
    }

    @Test
    void theShortestAndTheLongestFileAreTheFirstOfTheirLength() {
        add("a", 1, 2);
        add("b", 1);
        add("c", 1);
        add("d", 1, 2, 3);
        add("e", 1, 2, 3);
        assertThat(statistics.shortest()).isEqualTo(new LatentStatistics.Length("b", 1));
        assertThat(statistics.longest()).isEqualTo(new LatentStatistics.Length("d", 3));
    }

    @Test
    void whatIsNotFiniteIsToldOfAndLeftOutOfTheRanges() {
        add("good", 1, 3);
        add("bad", Float.NaN, 5, Float.NEGATIVE_INFINITY);
        assertThat(statistics.filesNotFinite()).isEqualTo(1);
        assertThat(statistics.notFinite()).containsExactly("bad");
        assertThat(statistics.range(0).min()).isEqualTo(1);
        assertThat(statistics.range(0).max()).isEqualTo(5);
        assertThat(statistics.range(0).mean()).isCloseTo(3, within(1e-12));
    }

    @Test
    void onlyTheFirstNamesOfManyBadFilesAreKept() {
        IntStream.range(0, 1000).forEach(i -> add("bad " + i, Float.NaN));
        assertThat(statistics.filesNotFinite()).isEqualTo(1000);
        assertThat(statistics.notFinite()).hasSize(10).startsWith("bad 0");
    }

    @Test
    void ofNothingThereIsNoRange() {
        assertThat(statistics.files()).isZero();
        assertThat(statistics.shortest()).isNull();
        assertThat(statistics.longest()).isNull();
        LatentStatistics.Range range = statistics.range(0);
        assertThat(new double[] {range.min(), range.max(), range.mean(), range.standardDeviation()})
                .containsOnly(Double.NaN);
    }
}
