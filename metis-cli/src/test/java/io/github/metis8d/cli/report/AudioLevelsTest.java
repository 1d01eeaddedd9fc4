package io.github.metis8d.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class AudioLevelsTest {
    private static final int SECOND = 16_000;

    private static float[] tone(double amplitude) {
        float[] samples = new float[SECOND];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (float) Math.max(-1, Math.min(1, amplitude * Math.sin(2 * Math.PI * 440 * i / SECOND)));
        }
        return samples;
    }

    private static AudioLevels of(float[]... files) {
        AudioLevels levels = new AudioLevels(files.length);
        for (int i = 0; i < files.length; i++) {
            if (files[i] != null) {
                levels.measure(i, files[i]);
            }
        }
        return levels;
    }

    @Test
    void silenceIsBelowAThousandthOfFullScale() {
        AudioLevels levels = of(tone(0.1), tone(0.0009), new float[SECOND], tone(0.002));
        assertThat(levels.silent()).containsExactly(2, 1);
    }

    @Test
    void aFileIsClippedIfItIsOftenAtFullScale() {
        AudioLevels levels = of(tone(0.5), tone(1.5), tone(3), tone(0.98));
        assertThat(levels.clipped()).containsExactly(2, 1);
        assertThat(levels.atFullScale(1)).isCloseTo(0.54, within(0.02));
    }

    @Test
    void aSampleAtFullScaleIsNoClipping() {
        float[] samples = tone(0.5);
        Arrays.fill(samples, 0, 10, 1);
        assertThat(of(samples).clipped()).isEmpty();
    }

    @Test
    void theLevelIsInDecibels() {
        AudioLevels levels = of(tone(1), new float[SECOND]);
        assertThat(levels.decibels(0)).isCloseTo(-3.01, within(0.01));
        assertThat(levels.decibels(1)).isEqualTo(-100);
        assertThat(levels.bins().counts()[0]).isEqualTo(1);
        assertThat(levels.bins().counts()[48]).isEqualTo(1);
    }

    @Test
    void whatCannotBeDecodedHasNoLevel() {
        AudioLevels levels = of(tone(1), null);
        assertThat(levels.known()).isEqualTo(1);
        assertThat(levels.silent()).isEmpty();
        assertThat(Arrays.stream(levels.bins().counts()).sum()).isEqualTo(1);
    }
}
