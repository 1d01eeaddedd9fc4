package io.github.metis8d.torch.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.pytorch.global.torch.matmul;
import static org.bytedeco.pytorch.global.torch.randn;
import static org.bytedeco.pytorch.global.torch.softmax;

import io.github.metis8d.Precision;
import io.github.metis8d.torch.Golden;
import io.github.metis8d.torch.TestDevice;
import io.github.metis8d.torch.checkpoint.W2vBertConfig;
import io.github.metis8d.torch.measure.NamedTensors;
import io.github.metis8d.torch.runtime.DirectTransfer;
import io.github.metis8d.torch.runtime.HostArrays;
import io.github.metis8d.torch.runtime.LibTorch;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Attention in blocks against its definition, all scores of a clip at once. */
class LibTorchAttentionTest {
    private static final int HEADS = 3;
    private static final int HEAD_SIZE = 16;
    private static final int LEFT = 64;
    private static final int RIGHT = 8;
    private static final int[] FRAMES = {1401, 8, 3, 1190};
    private static final W2vBertConfig CONFIG =
            new W2vBertConfig(HEADS * HEAD_SIZE, HEADS, 1, W2vBertConfig.OUTPUT_LAYER, 1, 31, 1e-5, LEFT, RIGHT);

    @BeforeAll
    static void load() {
        LibTorch.load();
    }

    // A few queries of one head; some heads of a clip; a whole clip.
    @ParameterizedTest
    @CsvSource({
        "true, FP32, 1", "false, FP32, 1",
        "true, FP32, 2500000", "false, FP32, 2500000",
        "true, FP32, 1000000000", "false, FP32, 1000000000",
        "false, BF16, 1", "false, BF16, 1250000"
    })
    void blocksGiveTheAnswersOfTheWhole(boolean fused, Precision precision, long budget) {
        Device device = new Device(TestDevice.NAME);
        ScalarType format = precision == Precision.BF16 ? ScalarType.BFloat16 : ScalarType.Float;
        BlockSizes blocks = new BlockSizes(budget, 1 << 10, 1 << 10, true, RowRounding.FINE);
        Compute compute =
                new Compute(device, format, new AttentionProducts(format, fused), blocks, new LibTorchOperations());
        try (PointerScope scope = new PointerScope();
                InferenceMode inference = new InferenceMode()) {
            Tensor relativeKeys = randn(CONFIG.relativeKeys(), HEAD_SIZE);
            Weights weights =
                    new Weights(new NamedTensors(Map.of("distance_embedding.weight", relativeKeys)), compute, scope);
            ClipRows clips = new ClipRows(FRAMES, RowRounding.FINE, new DirectTransfer(device));
            Tensor qkv = randn(clips.rows(), 3, HEADS, HEAD_SIZE).to(device, format);
            qkv.select(1, 0).mul_(new Scalar(1 / Math.sqrt(HEAD_SIZE)));

            Tensor actual = new LibTorchAttention(CONFIG, weights).forward(qkv, Batch.whole(clips, qkv));
            for (int clip = 0; clip < clips.clips(); clip++) {
                Tensor expected = definition(
                        clips.of(qkv, clip).to(ScalarType.Float),
                        relativeKeys.to(device, ScalarType.Float),
                        clips.attendedRows(clip));
                Tensor answer = clips.of(actual, clip).to(ScalarType.Float);
                assertThat(Golden.relativeError(Golden.floats(answer), Golden.floats(expected)))
                        .as("clip %d", clip)
                        .isLessThan(TestDevice.tolerance(precision));
            }
        }
    }

    private static Tensor definition(Tensor qkv, Tensor relativeKeys, int attended) {
        int rows = (int) qkv.size(0);
        int[] index = new int[rows * rows];
        for (int i = 0; i < index.length; i++) {
            index[i] = Math.max(-LEFT, Math.min(RIGHT, i % rows - i / rows)) + LEFT;
        }
        Tensor q = qkv.select(1, 0).transpose(0, 1);
        Tensor k = qkv.select(1, 1).transpose(0, 1);
        Tensor v = qkv.select(1, 2).transpose(0, 1);
        Tensor scores = matmul(q, k.transpose(1, 2));
        Tensor positions = HostArrays.tensor(index, new DirectTransfer(qkv.device()))
                .to(ScalarType.Long)
                .view(1, rows, rows)
                .expand(scores.sizes());
        scores.add_(matmul(q, relativeKeys.transpose(0, 1)).gather(2, positions));
        scores.narrow(2, attended, rows - attended).fill_(new Scalar(Float.NEGATIVE_INFINITY));
        return matmul(softmax(scores, -1), v).transpose(0, 1).contiguous();
    }
}
