package io.github.metis8d.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DurationsTest {
    private static Durations of(int... frames) {
        Means means = new Means();
        for (int count : frames) {
            means.fileOf(count);
        }
        return new Durations(means.table());
    }

    @Test
    void aFileIsInTheBinOfItsSeconds() {
        // 1 to 100 frames, 0.02 to 2 s.
        int[] frames = new int[100];
        Arrays.setAll(frames, i -> i + 1);
        Bins bins = of(frames).bins();
        assertThat(bins.low()).isZero();
        assertThat(bins.width()).isEqualTo(0.05);
        // 0.02 and 0.04 s; 0.06 and 0.08 s; 0.1, 0.12 and 0.14 s.
        assertThat(bins.counts()).startsWith(2, 2, 3);
        assertThat(Arrays.stream(bins.counts()).sum() + bins.above()).isEqualTo(100);
    }

    @Test
    void oneFileOfHoursDoesNotSqueezeTheOthers() {
        int[] frames = new int[1000];
        Arrays.setAll(frames, i -> 100 + i % 400);
        frames[500] = 360_000;
        Bins bins = of(frames).bins();
        assertThat(bins.above()).isEqualTo(1);
        assertThat(bins.counts().length).isBetween(20, 60);
    }

    @Test
    void filesOfOneLengthAreInOneBin() {
        Bins bins = of(50, 50, 50).bins();
        assertThat(bins.counts()).containsExactly(3);
        assertThat(bins.above()).isZero();
    }

    @Test
    void theShortestAndTheLongestComeInOrder() {
        Durations durations = of(30, 10, 20, 10);
        assertThat(durations.shortest(3)).containsExactly(1, 3, 2);
        assertThat(durations.longest(2)).containsExactly(0, 2);
        assertThat(durations.quantile(0)).isEqualTo(0.2);
        assertThat(durations.quantile(1)).isEqualTo(0.6);
    }
}
