package io.github.metis8d.torch.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.pytorch.global.torch.get_num_threads;
import static org.bytedeco.pytorch.global.torch.set_num_threads;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.metis8d.Latents;
import io.github.metis8d.ModelSource;
import io.github.metis8d.Precision;
import io.github.metis8d.spi.Backend;
import io.github.metis8d.torch.TestDevice;
import io.github.metis8d.torch.TorchBackendProvider;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** On a CPU a clip's latents are the same float32 bits alone and in any batch, whoever its neighbours are. */
class SameBitsTest {
    private static final int SHORTEST = 560;
    private static final Map<Precision, Backend> BACKENDS = new HashMap<>();

    @AfterAll
    static void close() {
        BACKENDS.values().forEach(Backend::close);
        BACKENDS.clear();
    }

    private static Backend backend(Precision precision) {
        assumeTrue(TestDevice.isCpu(), "on a GPU bits may depend on the number of rows of a batch");
        return BACKENDS.computeIfAbsent(
                precision, p -> new TorchBackendProvider().open(ModelSource.tinyRandom(), TestDevice.NAME, p));
    }

    /** Lengths of all kinds: the shortest, odd and even numbers of frames, some seconds. */
    private static List<float[]> clips(int count) {
        Random random = new Random(count);
        List<float[]> clips = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int[] lengths = {SHORTEST + i, SHORTEST + random.nextInt(4_000), 8_000 + random.nextInt(80_000)};
            float[] clip = new float[lengths[i % lengths.length]];
            for (int n = 0; n < clip.length; n++) {
                clip[n] = (float) (0.1 * random.nextGaussian());
            }
            clips.add(clip);
        }
        return clips;
    }

    @ParameterizedTest
    @EnumSource
    void aloneInAnyBatchInAnyOrder(Precision precision) {
        Backend backend = backend(precision);
        List<float[]> clips = clips(24);
        List<Latents> alone = alone(backend, clips);
        assertSame(backend.encode(clips), alone);
        Random random = new Random(3);
        for (int trial = 0; trial < 12; trial++) {
            List<Integer> some = new ArrayList<>();
            for (int i = 0; i < clips.size(); i++) {
                some.add(i);
            }
            Collections.shuffle(some, random);
            some = some.subList(0, 1 + random.nextInt(clips.size()));
            assertSame(
                    backend.encode(some.stream().map(clips::get).toList()),
                    some.stream().map(alone::get).toList());
        }
    }

    @ParameterizedTest
    @EnumSource
    void besideClipsThatAreNoNumbersAndHugeOnes(Precision precision) {
        Backend backend = backend(precision);
        List<float[]> clips = clips(9);
        List<Latents> alone = alone(backend, clips);
        for (float neighbour : new float[] {Float.NaN, Float.MAX_VALUE, Float.POSITIVE_INFINITY}) {
            List<float[]> company = new ArrayList<>();
            for (float[] clip : clips) {
                float[] other = new float[SHORTEST + 400 * company.size()];
                Arrays.fill(other, neighbour);
                company.add(other);
                company.add(clip);
            }
            List<Latents> answers = backend.encode(company);
            List<Latents> own = new ArrayList<>();
            for (int i = 1; i < answers.size(); i += 2) {
                own.add(answers.get(i));
            }
            assertSame(own, alone);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FP32", "TF32", "BF16"})
    void onOneThreadAsOnSeveral(Precision precision) {
        Backend backend = backend(precision);
        List<float[]> clips = clips(12);
        List<Latents> several = backend.encode(clips);
        int threads = get_num_threads();
        set_num_threads(1);
        try {
            assertSame(backend.encode(clips), several);
        } finally {
            set_num_threads(threads);
        }
    }

    private static List<Latents> alone(Backend backend, List<float[]> clips) {
        return clips.stream().map(clip -> backend.encode(List.of(clip)).get(0)).toList();
    }

    private static void assertSame(List<Latents> actual, List<Latents> expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(actual.get(i).values())
                    .as("clip %d", i)
                    .isEqualTo(expected.get(i).values());
        }
    }
}
