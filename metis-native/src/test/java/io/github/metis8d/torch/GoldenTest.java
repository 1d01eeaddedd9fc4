package io.github.metis8d.torch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.metis8d.Latents;
import io.github.metis8d.ModelSource;
import io.github.metis8d.Precision;
import io.github.metis8d.torch.model.Metis8dModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The numbers of the reference, for the model tiny-random in float32. */
class GoldenTest {
    private static final double TOLERANCE = TestDevice.tolerance(Precision.FP32);

    private static TorchBackend backend;

    @BeforeAll
    static void open() {
        backend = (TorchBackend)
                new TorchBackendProvider().open(ModelSource.tinyRandom(), TestDevice.NAME, Precision.FP32);
    }

    @AfterAll
    static void close() {
        backend.close();
    }

    static List<Golden> all() {
        return Golden.all().toList();
    }

    static List<Golden> staged() {
        return Golden.staged().toList();
    }

    @ParameterizedTest
    @MethodSource("all")
    void latentsAreThoseOfTheReference(Golden golden) {
        Latents latents = backend.encode(List.of(golden.samples())).get(0);
        assertThat(Golden.relativeError(latents.values(), golden.latents())).isLessThan(TOLERANCE);
    }

    @ParameterizedTest
    @MethodSource("staged")
    void everyStageIsThatOfTheReference(Golden golden) {
        Seen seen = new Seen();
        backend.encode(List.of(golden.samples()), seen);
        float[] logMel = golden.read("logmel");
        float[] hidden = golden.read("hidden17");
        // The batch may be padded; the clip's own rows come first.
        assertThat(Golden.largestDifference(Arrays.copyOf(seen.logMel, logMel.length), logMel))
                .isLessThan(1e-4);
        assertThat(Golden.relativeError(Arrays.copyOf(seen.hidden, hidden.length), hidden))
                .isLessThan(TOLERANCE);
    }

    @Test
    void aClipDoesNotDependOnItsBatch() {
        List<Golden> clips = new ArrayList<>(Golden.all()
                .filter(golden -> !golden.clip().equals("long_65s"))
                .limit(16)
                .toList());
        List<Latents> alone = clips.stream()
                .map(clip -> backend.encode(List.of(clip.samples())).get(0))
                .toList();
        List<Latents> together =
                backend.encode(clips.stream().map(Golden::samples).toList());
        assertSame(together, alone);

        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < clips.size(); i++) {
            order.add(i);
        }
        Collections.shuffle(order, new Random(7));
        List<Latents> shuffled =
                backend.encode(order.stream().map(i -> clips.get(i).samples()).toList());
        assertSame(shuffled, order.stream().map(alone::get).toList());
    }

    private static void assertSame(List<Latents> actual, List<Latents> expected) {
        for (int i = 0; i < expected.size(); i++) {
            assertThat(Golden.relativeError(
                            actual.get(i).values(), expected.get(i).values()))
                    .isLessThan(TOLERANCE / 2);
        }
    }

    private static final class Seen implements Metis8dModel.Stages {
        private float[] logMel;
        private float[] hidden;

        @Override
        public Tensor logMel(Tensor rows) {
            logMel = Golden.floats(rows);
            return rows;
        }

        @Override
        public void hidden(Tensor states) {
            hidden = Golden.floats(states);
        }
    }
}
