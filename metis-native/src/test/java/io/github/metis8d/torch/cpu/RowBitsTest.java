package io.github.metis8d.torch.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.pytorch.global.torch.randn;

import io.github.metis8d.torch.runtime.LibTorch;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RowBitsTest {
    @BeforeAll
    static void load() {
        LibTorch.load();
    }

    @Test
    void aProductThatLooksAtRowsOnlyKeepsThem() {
        try (PointerScope scope = new PointerScope();
                InferenceMode inference = new InferenceMode()) {
            Tensor scale = randn(64);
            assertThat(RowBits.areKept(x -> x.mul(scale), 64, ScalarType.Float)).isTrue();
        }
    }

    @Test
    void aProductThatRoundsByTheNumberOfRowsOrByThePlaceDoesNot() {
        try (PointerScope scope = new PointerScope();
                InferenceMode inference = new InferenceMode()) {
            assertThat(RowBits.areKept(x -> x.mul(new Scalar(1 + 1e-6 * (x.size(0) % 3))), 64, ScalarType.Float))
                    .isFalse();
            assertThat(RowBits.areKept(
                            x -> {
                                Tensor y = x.clone();
                                y.narrow(0, x.size(0) - 1, 1).mul_(new Scalar(1 + 1e-6));
                                return y;
                            },
                            64,
                            ScalarType.Float))
                    .isFalse();
        }
    }
}
