package io.github.metis8d.io.audio;

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
    @ValueSource(ints = {8000, 15_999, 16_000, 24_000, 37_800, 44_056, 44_100, 48_000, 96_000, 95_999})
    void theSamplesDoNotDependOnTheChunks(int rate) {
        float[] samples = noise(12 * rate + 5);
        float[] whole = resample(rate, samples, samples.length);
        assertThat(resample(rate, samples, 1024)).isEqualTo(whole);
        assertThat(resample(rate, samples, 777)).isEqualTo(whole);
    }

    /** The definition, one output at a time. */
    private static double interpolated(int rate, float[] samples, int output) {
        LowPass lowPass = LowPass.of(rate);
        double lower = Math.min(rate, 16_000);
        double center = (double) output * rate / 16_000;
        double reach = lowPass.reach() * rate / lower;
        double sum = 0;
        int last = (int) Math.min(samples.length - 1, center + reach);
        for (int k = (int) Math.max(0, center - reach); k <= last; k++) {
            sum += samples[k] * lowPass.at((k - center) * lower / rate);
        }
        return sum * Math.min(1, 16_000.0 / rate);
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                1001, 8000, 11_025, 15_999, 16_001, 22_050, 24_000, 32_000, 37_800, 44_056, 44_100, 48_000, 88_200,
                95_999, 96_000, 192_000, 700_001
            })
    void theSamplesAreThoseOfTheDefinitionUpToBothEnds(int rate) {
        for (int length : new int[] {1, 160, rate / 3, 9 * rate + 1}) {
            float[] samples = noise(length);
            float[] actual = resample(rate, samples, 4096);
            assertThat(actual).hasSize((int) ((length * 16_000L + rate - 1) / rate));
            double signal = 0;
            double error = 0;
            for (int output = 0; output < actual.length; output++) {
                if (output < 300 || output % 97 == 0 || output >= actual.length - 300) {
                    double expected = interpolated(rate, samples, output);
                    signal += expected * expected;
                    error += (actual[output] - expected) * (actual[output] - expected);
                }
            }
            assertThat(10 * Math.log10(signal / error)).as("%d samples", length).isGreaterThan(120);
        }
    }

    private static float[] noise(int length) {
        Random random = new Random(length);
        float[] samples = new float[length];
        for (int i = 0; i < length; i++) {
            samples[i] = (float) random.nextGaussian();
        }
        return samples;
    }
}
