package io.github.metis8d.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.bytedeco.javacpp.IntPointer;
import org.junit.jupiter.api.Test;

class LogMelFrontEndTest {
    private static final int BINS = 80;

    @Test
    void doesNotFreeWhatItsCallerMakes() {
        IntPointer callers;
        try (LogMelFrontEnd frontEnd = new LogMelFrontEnd("cpu")) {
            callers = new IntPointer(1);
            assertThat(frontEnd.rows(new float[16_000])).isNotEmpty();
        }
        assertThat(callers.isNull()).isFalse();
        callers.close();
    }

    @Test
    void everyBinHasMeanZeroOverTheFrames() {
        float[] samples = new float[400 + 160 * 99];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (float) Math.sin(i * i * 1e-4);
        }
        try (LogMelFrontEnd frontEnd = new LogMelFrontEnd(System.getProperty("metis.test.device", "cpu"))) {
            float[] rows = frontEnd.rows(samples);
            assertThat(rows).hasSize(100 * BINS);
            for (int bin = 0; bin < BINS; bin++) {
                double sum = 0;
                for (int i = bin; i < rows.length; i += BINS) {
                    sum += rows[i];
                }
                assertThat(sum / 100).isCloseTo(0, within(1e-4));
            }
        }
    }
}
