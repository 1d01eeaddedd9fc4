package io.github.metis8d.torch.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.pytorch.global.torch.randn;

import io.github.metis8d.Precision;
import io.github.metis8d.torch.ComputePath;
import io.github.metis8d.torch.Golden;
import io.github.metis8d.torch.checkpoint.W2vBertConfig;
import io.github.metis8d.torch.cpu.PackedOperations;
import io.github.metis8d.torch.measure.NamedTensors;
import io.github.metis8d.torch.runtime.Float32Products;
import io.github.metis8d.torch.runtime.LibTorch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two layers of the published sizes on the CPU, with as many threads as large machines have. */
class MlpTest {
    private static final int CHANNELS = 1024;
    private static final int WIDTH = 4096;
    private static final int ROWS = 2048;

    @BeforeAll
    static void load() {
        LibTorch.load();
    }

    @AfterEach
    void allCores() {
        LibTorch.useAllCores();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 16})
    void aRowHasTheSameBitsAmongFewAndAmongMany(int threads) {
        LibTorch.useCores(threads);
        Device device = new Device("cpu");
        ComputePath path = ComputePath.of("cpu", Precision.FP32);
        try (PointerScope scope = new PointerScope();
                InferenceMode inference = new InferenceMode();
                Operations operations = path.operations(device);
                Float32Products.Hold hold = path.float32().hold()) {
            Map<String, Tensor> tensors = new HashMap<>();
            put(tensors, "expand", WIDTH, CHANNELS);
            put(tensors, "project", CHANNELS, WIDTH);
            List<Long> inputs = new ArrayList<>();
            Mlp fast = mlp(tensors, path.compute(device, noting(inputs, operations)), scope);
            Mlp right = mlp(tensors, path.compute(device, new LibTorchOperations()), scope);
            Tensor x = randn(ROWS, CHANNELS);

            Tensor all = fast.addTo(x.clone(), x);
            assertThat(Golden.relativeError(Golden.floats(all), Golden.floats(right.addTo(x.clone(), x))))
                    .isLessThan(1e-5);
            for (int rows : new int[] {32, 56, 256, 512}) {
                Tensor some = x.narrow(0, 100, rows);
                assertThat(fast.addTo(some.clone(), some).equal(all.narrow(0, 100, rows)))
                        .as("%d rows", rows)
                        .isTrue();
            }
            // Or such products are tried, found to round by the batch, and slow ones are taken.
            assertThat(inputs).allMatch(in -> in <= operations.mostInputs(CHANNELS));
        }
    }

    /** The operations, which note of how many inputs linear layers are made. */
    private static Operations noting(List<Long> inputs, Operations operations) {
        return new Operations() {
            @Override
            public Linear linear(Weights owner, Tensor weight, Tensor bias, Activation activation) {
                inputs.add(weight.size(1));
                return operations.linear(owner, weight, bias, activation);
            }

            @Override
            public long mostInputs(long outputs) {
                return operations.mostInputs(outputs);
            }

            @Override
            public AttentionCore attention(W2vBertConfig config, Weights weights) {
                return operations.attention(config, weights);
            }

            @Override
            public GatedConvolution gatedConvolution(W2vBertConfig config, Weights weights) {
                return operations.gatedConvolution(config, weights);
            }
        };
    }

    @Test
    void float32ProductsOfManyInputsAreCutUpForManyThreads() {
        Operations packed = new PackedOperations(ScalarType.Float, ScalarType.Float, new LibTorchOperations());
        LibTorch.useCores(2);
        assertThat(packed.mostInputs(CHANNELS)).isGreaterThan(WIDTH);
        assertThat(packed.mostInputs(384)).isEqualTo(2048);
        LibTorch.useCores(3);
        assertThat(packed.mostInputs(CHANNELS)).isEqualTo(1024);
        Operations reduced = new PackedOperations(ScalarType.BFloat16, ScalarType.BFloat16, new LibTorchOperations());
        assertThat(reduced.mostInputs(CHANNELS)).isGreaterThan(WIDTH);
    }

    private static void put(Map<String, Tensor> tensors, String layer, long out, long in) {
        tensors.put(layer + ".weight", randn(out, in).mul_(new Scalar(1 / Math.sqrt(in))));
        tensors.put(layer + ".bias", randn(out));
    }

    private static Mlp mlp(Map<String, Tensor> tensors, Compute compute, PointerScope scope) {
        Weights weights = new Weights(new NamedTensors(tensors), compute, scope);
        Mlp mlp = new Mlp(
                weights,
                WIDTH,
                CHANNELS,
                Linear.Parameters.of(weights.under("expand"), CHANNELS, WIDTH),
                Activation.SILU,
                Linear.Parameters.of(weights.under("project"), WIDTH, CHANNELS));
        weights.requireComplete();
        return mlp;
    }
}
