package io.github.metis8d.torch.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.metis8d.torch.runtime.LibTorch;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ScratchTest {
    @BeforeAll
    static void load() {
        LibTorch.load();
    }

    @Test
    void tensorsLieApartUntilTheyAreFreed() {
        try (PointerScope scope = new PointerScope()) {
            Scratch scratch = new Scratch(scope);
            Tensor first = scratch.tensor(ScalarType.BFloat16, 3, 5);
            long mark = scratch.mark();
            Tensor second = scratch.tensor(ScalarType.Float, 7);
            assertThat(second.data_ptr().address() - first.data_ptr().address()).isBetween(30L, 64L);
            scratch.free(mark);
            Tensor third = scratch.tensor(ScalarType.Float, 9);
            assertThat(third.data_ptr().address()).isEqualTo(second.data_ptr().address());
        }
    }

    @Test
    void aTensorThatDoesNotFitHasMemoryOfItsOwn() {
        try (PointerScope scope = new PointerScope()) {
            Scratch scratch = new Scratch(scope);
            Tensor small = scratch.tensor(ScalarType.Float, 7);
            Tensor large = scratch.tensor(ScalarType.Float, 5, 4 << 20);
            assertThat(large.numel()).isEqualTo(20L << 20);
            long next = scratch.tensor(ScalarType.Float, 7).data_ptr().address();
            assertThat(next - small.data_ptr().address()).isEqualTo(64);
        }
    }
}
