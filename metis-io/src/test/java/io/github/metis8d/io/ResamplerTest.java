package io.github.metis8d.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResamplerTest {
    private static float[] resample(int rate, float[] samples, int chunk) {
        Resampler resampler = new Resampler(rate);
        for (int from = 0; from < samples.length; from += chunk) {
            int count = Math.min(chunk, samples.length - from);
            resampler.accept(Arrays.copyOfRange(samples, from, from + count), count);
        }
        return resampler.finish();
    }

    @ParameterizedTest
    @ValueSource(ints = {8000, 16_000, 24_000, 44_100, 48_000})
    void theSamplesDoNotDependOnTheChunks(int rate) {
        Random random = new Random(rate);
        float[] samples = new float[12 * rate + 5];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (float) random.nextGaussian();
        }
        float[] whole = resample(rate, samples, samples.length);
        assertThat(resample(rate, samples, 1024)).isEqualTo(whole);
        assertThat(resample(rate, samples, 777)).isEqualTo(whole);
    }
}
