package io.github.metis8d.torch.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.pytorch.global.torch.matmul;
import static org.bytedeco.pytorch.global.torch.randn;
import static org.bytedeco.pytorch.global.torch.softmax;

import io.github.metis8d.Precision;
import io.github.metis8d.torch.Golden;
import io.github.metis8d.torch.NamedTensors;
import io.github.metis8d.torch.TestDevice;
import io.github.metis8d.torch.checkpoint.W2vBertConfig;
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

/** Attention in blocks against its definition, all scores at once. */
class LibTorchAttentionTest {
    private static final int HEADS = 3;
    private static final int HEAD_SIZE = 16;
    private static final int LEFT = 64;
    private static final int RIGHT = 8;
    private static final int[] FRAMES = {1401, 1390};
    private static final W2vBertConfig CONFIG =
            new W2vBertConfig(HEADS * HEAD_SIZE, HEADS, 1, W2vBertConfig.OUTPUT_LAYER, 1, 31, 1e-5, LEFT, RIGHT);

    @BeforeAll
    static void load() {
        LibTorch.load();
    }

    // One head's blocks of queries; some heads of a clip; all at once.
    @ParameterizedTest
    @CsvSource({
        "FUSED, FP32, 1, 18", "SEPARATE, FP32, 1, 18",
        "FUSED, FP32, 5000000, 4", "SEPARATE, FP32, 5000000, 4",
        "FUSED, FP32, 1000000000, 1", "SEPARATE, FP32, 1000000000, 1",
        "SEPARATE, BF16, 1, 18", "SEPARATE, BF16, 2500000, 4"
    })
    void blocksGiveTheAnswersOfTheWhole(DotProductAttention way, Precision precision, long budget, int blocks) {
        Device device = new Device(TestDevice.NAME);
        ScalarType format = precision == Precision.BF16 ? ScalarType.BFloat16 : ScalarType.Float;
        Compute compute = new Compute(
                device, format, new AttentionProducts(format, way), BlockSizes.CPU, new LibTorchOperations());
        try (PointerScope scope = new PointerScope();
                InferenceMode inference = new InferenceMode()) {
            Tensor relativeKeys = randn(CONFIG.relativeKeys(), HEAD_SIZE);
            Weights weights =
                    new Weights(new NamedTensors(Map.of("distance_embedding.weight", relativeKeys)), compute, scope);
            RowMasks masks = new RowMasks(FRAMES, new DirectTransfer(device));
            Tensor qkv = randn(FRAMES.length, masks.rows(), 3, HEADS, HEAD_SIZE).to(device, format);
            qkv.select(2, 0).mul_(new Scalar(1 / Math.sqrt(HEAD_SIZE)));
            AttentionPlan plan = new AttentionPlan(CONFIG, qkv, compute, budget);
            assertThat(plan.blocks()).hasSize(blocks);

            Tensor actual = new LibTorchAttention(CONFIG, weights).forward(qkv, new Batch(masks, plan));
            Tensor expected = definition(qkv.to(ScalarType.Float), relativeKeys.to(device, ScalarType.Float), masks);
            assertThat(Golden.relativeError(Golden.floats(actual.to(ScalarType.Float)), Golden.floats(expected)))
                    .isLessThan(TestDevice.tolerance(precision));
        }
    }

    private static Tensor definition(Tensor qkv, Tensor relativeKeys, RowMasks masks) {
        int rows = masks.rows();
        int[] index = new int[rows * rows];
        for (int i = 0; i < index.length; i++) {
            index[i] = Math.max(-LEFT, Math.min(RIGHT, i % rows - i / rows)) + LEFT;
        }
        Tensor q = qkv.select(2, 0).transpose(1, 2);
        Tensor k = qkv.select(2, 1).transpose(1, 2);
        Tensor v = qkv.select(2, 2).transpose(1, 2);
        Tensor scores = matmul(q, k.transpose(2, 3));
        Tensor positions = HostArrays.tensor(index, new DirectTransfer(qkv.device()))
                .to(ScalarType.Long)
                .view(1, 1, rows, rows)
                .expand(scores.sizes());
        scores.add_(matmul(q, relativeKeys.transpose(0, 1)).gather(3, positions));
        for (int clip = 0; clip < FRAMES.length; clip++) {
            int attended = masks.attendedRows(clip);
            scores.select(0, clip).narrow(2, attended, rows - attended).fill_(new Scalar(Float.NEGATIVE_INFINITY));
        }
        return matmul(softmax(scores, -1), v).transpose(1, 2).contiguous();
    }
}
