package io.github.metis8d.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.pytorch.global.torch.ones;

import io.github.metis8d.Latents;
import io.github.metis8d.ModelSource;
import io.github.metis8d.Precision;
import io.github.metis8d.torch.checkpoint.ModelParts;
import io.github.metis8d.torch.cpu.Cores;
import io.github.metis8d.torch.model.ClipRows;
import io.github.metis8d.torch.model.Crew;
import io.github.metis8d.torch.model.Metis8dModel;
import io.github.metis8d.torch.model.RowRounding;
import io.github.metis8d.torch.runtime.DirectTransfer;
import io.github.metis8d.torch.runtime.LibTorch;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two cores, each with half of a batch's rows, answer as one thread does. */
class CoresTest {
    private int before;

    @BeforeEach
    void useTwoCores() {
        before = LibTorch.useAllCores();
        LibTorch.useCores(2);
    }

    @AfterEach
    void restore() {
        LibTorch.useCores(before);
    }

    @ParameterizedTest
    @EnumSource(names = {"FP32", "BF16"})
    void sharesHaveTheBitsOfTheWhole(Precision precision) {
        new TorchBackendProvider().requireDevice("cpu");
        ComputePath path = ComputePath.of("cpu", precision);
        List<float[]> clips = new ArrayList<>();
        Random random = new Random(1);
        // Halves of the rows end within a clip; one clip is a batch of its own that is shared out.
        for (double seconds : new double[] {17.31, 0.07, 3.02, 0.5, 6.4, 1.29}) {
            float[] clip = new float[(int) (seconds * 16_000)];
            for (int i = 0; i < clip.length; i++) {
                clip[i] = (float) random.nextGaussian() / 10;
            }
            clips.add(clip);
        }
        BuiltInModel model = new BuiltInModel(ModelSource.tinyRandom());
        try (TorchBackend backend = TorchBackend.open(() -> ModelParts.open(model.checkpoint()), "cpu", path)) {
            List<Latents> shared = backend.encode(clips);
            // One thread, whose operations may use several, computes what is looked at.
            Metis8dModel.Stages seen = new Metis8dModel.Stages() {};
            List<Latents> whole = backend.encode(clips, seen);
            LibTorch.useCores(3);
            List<Latents> onThree = backend.encode(clips, seen);
            List<Latents> aloneOnThree = clips.stream()
                    .map(clip -> backend.encode(List.of(clip), seen).get(0))
                    .toList();
            for (int i = 0; i < clips.size(); i++) {
                assertThat(shared.get(i).values())
                        .as("clip %d", i)
                        .isEqualTo(whole.get(i).values());
                assertThat(backend.encode(List.of(clips.get(i))).get(0).values())
                        .as("clip %d alone", i)
                        .isEqualTo(whole.get(i).values());
                assertThat(aloneOnThree.get(i).values())
                        .as("clip %d alone, on three threads", i)
                        .isEqualTo(onThree.get(i).values());
            }
        }
    }

    @Test
    void bothThreadsComputeAndTheRowsAreAllThere() {
        assertThat(computing(ScalarType.BFloat16))
                .hasSize(2)
                .doesNotContain(Thread.currentThread().getName());
    }

    @Test
    void fewRowsAreForTheCaller() {
        assertThat(computing(ScalarType.Float))
                .containsExactly(Thread.currentThread().getName())
                .noneMatch(name -> name.startsWith("metis-cpu"));
    }

    /** The names of the threads that compute 250 rows, whose answers are all there. */
    private static Set<String> computing(ScalarType products) {
        Set<String> names = ConcurrentHashMap.newKeySet();
        try (Crew cores = Cores.of(2, products);
                PointerScope scope = new PointerScope()) {
            ClipRows clips = clips(500);
            Tensor answers = cores.compute(clips, ones(1), batch -> {
                names.add(Thread.currentThread().getName());
                return batch.own(ones(clips.rows(), 8));
            });
            assertThat(answers.shape()).containsExactly(clips.rows(), 8);
        }
        return names;
    }

    @Test
    void whatOneThreadThrowsEndsTheOthersWaitAndIsThrown() {
        try (Crew cores = Cores.of(2, ScalarType.BFloat16);
                PointerScope scope = new PointerScope()) {
            ClipRows clips = clips(500);
            Tensor like = ones(1);
            for (int round = 0; round < 3; round++) {
                AtomicInteger first = new AtomicInteger();
                assertThatThrownBy(() -> cores.compute(clips, like, batch -> {
                            if (first.getAndIncrement() == 0) {
                                throw new IllegalArgumentException("out of luck");
                            }
                            batch.await();
                            return ones(1);
                        }))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("out of luck");
            }
            assertThat(cores.compute(clips, like, batch -> batch.own(ones(clips.rows(), 8)))
                            .size(0))
                    .isEqualTo(clips.rows());
        }
    }

    private static ClipRows clips(int frames) {
        return new ClipRows(new int[] {frames}, RowRounding.FINE, new DirectTransfer(new Device("cpu")));
    }
}
