package io.github.metis8d.torch.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.pytorch.global.torch.randn;

import io.github.metis8d.Precision;
import io.github.metis8d.torch.Golden;
import io.github.metis8d.torch.TestDevice;
import io.github.metis8d.torch.measure.NamedTensors;
import io.github.metis8d.torch.runtime.LibTorch;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class FeedForwardTest {
    private static final int CHANNELS = 32;
    private static final int INTERMEDIATE = 64;

    @BeforeAll
    static void load() {
        LibTorch.load();
    }

    @Test
    void aLongClipsRowsAreComputedAsThoseOfAShortOne() {
        Device device = new Device(TestDevice.NAME);
        Compute compute = new Compute(
                device,
                ScalarType.Float,
                AttentionProducts.fused(ScalarType.Float),
                BlockSizes.CPU,
                new LibTorchOperations());
        try (PointerScope scope = new PointerScope();
                InferenceMode inference = new InferenceMode()) {
            Map<String, Tensor> tensors = Map.of(
                    "intermediate_dense.weight", randn(INTERMEDIATE, CHANNELS),
                    "intermediate_dense.bias", randn(INTERMEDIATE),
                    "output_dense.weight", randn(CHANNELS, INTERMEDIATE),
                    "output_dense.bias", randn(CHANNELS));
            FeedForward module =
                    new FeedForward(new Weights(new NamedTensors(tensors), compute, scope), CHANNELS, INTERMEDIATE);
            int rows = 2_500;
            Tensor x = randn(rows, CHANNELS).to(device, ScalarType.Float);
            Tensor residual = randn(rows, CHANNELS).to(device, ScalarType.Float);
            Tensor before = residual.clone();

            Tensor whole = module.addTo(residual, x);
            for (int row : new int[] {0, 833, 834, 1_666, 1_667, rows - 1}) {
                Tensor alone = module.addTo(
                        before.narrow(0, row, 1).contiguous(),
                        x.narrow(0, row, 1).contiguous());
                assertThat(Golden.relativeError(
                                Golden.floats(whole.narrow(0, row, 1).contiguous()), Golden.floats(alone)))
                        .as("row %d", row)
                        .isLessThan(TestDevice.tolerance(Precision.FP32));
            }
        }
    }
}
