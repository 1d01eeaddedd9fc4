package io.github.metis8d.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.metis8d.Latents;
import org.junit.jupiter.api.Test;

class FileTableTest {
    private final FileTable files = new FileTable();

    private void add(float... d1) {
        float[] values = new float[d1.length * Latents.DIMENSIONS];
        for (int t = 0; t < d1.length; t++) {
            values[t * Latents.DIMENSIONS] = d1[t];
        }
        files.add("file", new Latents(values));
    }

    @Test
    void theMeansAreOverTheFramesOfAFile() {
        add(1, 2, 6);
        assertThat(files.mean(0, 0)).isEqualTo(3);
        assertThat(files.mean(0, 7)).isZero();
        assertThat(files.seconds(0)).isEqualTo(0.06);
    }

    @Test
    void theMovementIsTheDeviationFromTheMeanOverAllLatents() {
        add(1, 3);
        assertThat(files.movement(0)).isCloseTo((float) Math.sqrt(1.0 / 8), within(1e-6f));
        add(5, 5, 5);
        assertThat(files.movement(1)).isZero();
    }

    @Test
    void whatIsNotFiniteIsCountedAndLeftOut() {
        add(1, Float.NaN, 3, Float.POSITIVE_INFINITY);
        assertThat(files.notFinite(0)).isEqualTo(2);
        assertThat(files.mean(0, 0)).isEqualTo(2);
        assertThat(files.hasMeans(0)).isTrue();
        add(Float.NaN);
        assertThat(files.hasMeans(1)).isFalse();
        add();
        assertThat(files.hasMeans(2)).isFalse();
    }

    @Test
    void itGrows() {
        for (int i = 0; i < 5000; i++) {
            add(i);
        }
        assertThat(files.size()).isEqualTo(5000);
        assertThat(files.mean(4321, 0)).isEqualTo(4321);
    }
}
