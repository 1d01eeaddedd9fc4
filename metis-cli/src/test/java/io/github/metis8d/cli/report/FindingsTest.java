package io.github.metis8d.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.metis8d.Latents;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FindingsTest {
    private final Random random = new Random(1);

    private double[] normal() {
        return random.doubles(Latents.DIMENSIONS, 0, 1)
                .map(x -> random.nextGaussian())
                .toArray();
    }

    @Test
    void aTenthOfOutliersDoesNotHideItself() {
        Means means = new Means();
        for (int i = 0; i < 1000; i++) {
            double[] file = normal();
            file[3] += i % 10 == 0 ? 20 : 0;
            means.file(file);
        }
        int[] far = new Findings(means.table()).far();
        assertThat(far).hasSizeBetween(100, 120);
        assertThat(Arrays.stream(far).limit(100)).allMatch(file -> file % 10 == 0);
    }

    @Test
    void distancesAreInStandardDeviations() {
        Means means = new Means();
        for (int i = 0; i < 4000; i++) {
            means.file(normal());
        }
        means.file(0, 0, 0, 0, 0, 0, 0, 12);
        Findings findings = new Findings(means.table());
        assertThat(findings.distances().of(4000)).isCloseTo(12, within(1f));
        assertThat(findings.far()[0]).isEqualTo(4000);
    }

    @Test
    void filesThatAreAllAlikeAreNotFar() {
        Means means = new Means();
        for (int i = 0; i < 20; i++) {
            means.file(1, 2, 3);
        }
        Findings findings = new Findings(means.table());
        assertThat(findings.far()).containsExactly(0, 1, 2, 3, 4);
        assertThat(findings.distances().of(0)).isZero();
    }

    @Test
    void ofFewFilesNoneIsFar() {
        Means means = new Means().file(100);
        for (int i = 0; i < 18; i++) {
            means.file(normal());
        }
        assertThat(new Findings(means.table()).far()).isEmpty();
        assertThat(new Findings(means.file(normal()).table()).far()).startsWith(0);
    }

    @Test
    void onlyWhatMovesFarLessThanTheOthersIsStill() {
        FileTable files = new FileTable();
        for (int i = 0; i < 20; i++) {
            float movement = i == 7 ? 0.1f : i == 8 ? 0 : 1;
            int frames = i == 9 ? 1 : 50;
            float[] values = new float[frames * Latents.DIMENSIONS];
            for (int j = 0; j < values.length; j++) {
                values[j] = movement * (float) random.nextGaussian();
            }
            files.add("file " + i, new Latents(values));
        }
        // The eighth first; a file of one frame had no time to move.
        assertThat(new Findings(files).still()).containsExactly(8, 7);
    }

    @Test
    void whatIsNotFiniteComesWithTheMostFirst() {
        Means means = new Means().file(1).file(Double.NaN).file(2, Double.NaN, Double.NaN);
        assertThat(new Findings(means.table()).notFinite()).containsExactly(2, 1);
    }

    @Test
    void ofNothingThereAreNoFindings() {
        Findings findings = new Findings(new FileTable());
        assertThat(findings.far()).isEmpty();
        assertThat(findings.still()).isEmpty();
        assertThat(findings.notFinite()).isEmpty();
        assertThat(findings.durations().quantile(0.5)).isNaN();
        assertThat(findings.durations().bins().counts()).isEmpty();
    }
}
