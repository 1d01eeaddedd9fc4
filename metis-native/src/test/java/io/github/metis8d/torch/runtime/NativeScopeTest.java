package io.github.metis8d.torch.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.pytorch.global.torch.ones;

import io.github.metis8d.torch.Golden;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class NativeScopeTest {
    private static final Scalar ONE = new Scalar(1.0);

    @BeforeAll
    static void load() {
        LibTorch.load();
    }

    @Test
    void aChainHoldsNoMoreThanWhatAStepTakesAndMakes() {
        List<Tensor> taken = new ArrayList<>();
        UnaryOperator<Tensor> step = x -> {
            taken.add(x);
            assertThat(taken.stream().filter(earlier -> !earlier.isNull()))
                    .as("the first, which is the caller's, and what this step takes")
                    .hasSize(Math.min(taken.size(), 2));
            return x.add(ONE);
        };
        try (PointerScope scope = new PointerScope()) {
            Tensor first = ones(3);
            Tensor last = NativeScope.chain(first, Collections.nCopies(5, step));
            assertThat(Golden.floats(last)).containsOnly(6);
            assertThat(Golden.floats(first)).containsOnly(1);
        }
        assertThat(taken).allMatch(x -> x.isNull());
    }

    @Test
    void stepsMayWriteIntoWhatTheyTake() {
        UnaryOperator<Tensor> inPlace = x -> x.add_(ONE);
        try (PointerScope scope = new PointerScope()) {
            Tensor last = NativeScope.chain(ones(3), Collections.nCopies(5, inPlace));
            assertThat(Golden.floats(last)).containsOnly(6);
        }
    }

    @Test
    void anAnswerInPlaceOutlivesTheScopeOfWhatItWroteInto() {
        try (PointerScope scope = new PointerScope()) {
            Tensor written = NativeScope.result(() -> ones(3).add_(ONE));
            assertThat(Golden.floats(written)).containsOnly(2);
        }
    }
}
