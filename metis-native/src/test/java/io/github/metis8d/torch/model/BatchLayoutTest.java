package io.github.metis8d.torch.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.metis8d.ModelSource.Checkpoint;
import io.github.metis8d.torch.Golden;
import io.github.metis8d.torch.TinyCheckpoint;
import io.github.metis8d.torch.checkpoint.ModelParts;
import io.github.metis8d.torch.runtime.DirectTransfer;
import io.github.metis8d.torch.runtime.HostArrays;
import io.github.metis8d.torch.runtime.LibTorch;
import io.github.metis8d.torch.runtime.Transfer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All clips at once, as on a GPU, give what each gives by itself, as on a CPU. */
class BatchLayoutTest {
    private PointerScope scope;
    private InferenceMode inference;
    private Metis8dModel clipByClip;
    private Metis8dModel atOnce;

    @TempDir
    private static Path folder;

    private static Checkpoint tiny;

    @BeforeAll
    static void load() {
        LibTorch.load();
        tiny = new TinyCheckpoint(folder).source();
    }

    @BeforeEach
    void open() {
        scope = new PointerScope();
        inference = new InferenceMode();
        clipByClip = model(BlockSizes.CPU);
        atOnce = model(BlockSizes.GPU);
    }

    @AfterEach
    void close() {
        inference.close();
        scope.close();
    }

    private Metis8dModel model(BlockSizes blocks) {
        Compute compute = new Compute(
                new Device("cpu"),
                ScalarType.Float,
                AttentionProducts.fused(ScalarType.Float),
                blocks,
                new LibTorchOperations());
        return Metis8dModel.load(() -> ModelParts.open(tiny), compute, scope);
    }

    private static List<float[]> clips() {
        return Golden.all()
                .filter(golden -> !golden.clip().equals("long_65s"))
                .map(Golden::samples)
                .toList();
    }

    private static List<float[]> encode(Metis8dModel model, List<float[]> clips, RowRounding rounding) {
        try (PointerScope call = new PointerScope()) {
            Transfer transfer = new DirectTransfer(new Device("cpu"));
            int[] frames =
                    clips.stream().mapToInt(clip -> LogMel.frames(clip.length)).toArray();
            ClipRows rows = new ClipRows(frames, rounding, transfer);
            ClipSamples layout = new ClipSamples(rows);
            float[] samples = new float[layout.samples()];
            for (int i = 0; i < frames.length; i++) {
                int taken = Math.min(clips.get(i).length, samples.length - layout.first(i));
                System.arraycopy(clips.get(i), 0, samples, layout.first(i), taken);
            }
            Tensor signal = HostArrays.tensor(samples, transfer);
            Tensor latents =
                    model.forward(signal, Batch.whole(rows, signal), layout, transfer, Metis8dModel.Stages.UNSEEN);
            List<float[]> answers = new ArrayList<>();
            for (int i = 0; i < frames.length; i++) {
                answers.add(Golden.floats(rows.of(latents, i)));
            }
            return answers;
        }
    }

    @Test
    void theLatentsAreTheSame() {
        List<float[]> clips = clips();
        List<float[]> expected = encode(clipByClip, clips, RowRounding.FINE);
        List<float[]> actual = encode(atOnce, clips, RowRounding.FEW);
        for (int i = 0; i < clips.size(); i++) {
            assertThat(Golden.relativeError(actual.get(i), expected.get(i)))
                    .as("clip %d", i)
                    .isLessThan(2e-5);
        }
    }

    @Test
    void nothingReachesOverABorder() {
        List<float[]> clips = clips();
        List<float[]> company = new ArrayList<>();
        for (float[] clip : clips) {
            float[] noNumbers = new float[560 + 160 * company.size()];
            Arrays.fill(noNumbers, Float.NaN);
            company.add(noNumbers);
            company.add(clip);
        }
        List<float[]> expected = encode(atOnce, clips, RowRounding.FEW);
        List<float[]> actual = encode(atOnce, company, RowRounding.FEW);
        for (int i = 0; i < clips.size(); i++) {
            assertThat(Golden.relativeError(actual.get(2 * i + 1), expected.get(i)))
                    .as("clip %d", i)
                    .isLessThan(2e-5);
        }
    }
}
