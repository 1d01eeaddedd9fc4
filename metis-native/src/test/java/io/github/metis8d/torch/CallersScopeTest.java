package io.github.metis8d.torch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.metis8d.ModelSource;
import io.github.metis8d.Precision;
import io.github.metis8d.spi.Backend;
import io.github.metis8d.torch.runtime.LibTorch;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a thread makes by JavaCPP after it opened something of ours is its own. */
class CallersScopeTest {
    @BeforeAll
    static void load() {
        LibTorch.load();
    }

    @Test
    void aBackendDoesNotFreeWhatItsCallerMakes() {
        IntPointer callers;
        try (Backend backend = tiny()) {
            callers = new IntPointer(1);
        }
        assertThat(callers.isNull()).isFalse();
        callers.close();
    }

    @Test
    void aBackendThatIsClosedByAnotherThreadLeavesNothingOnItsOwn() throws InterruptedException {
        Backend backend = tiny();
        Thread closing = new Thread(backend::close);
        closing.start();
        closing.join();
        assertThat(PointerScope.getInnerScope()).isNull();
    }

    private static Backend tiny() {
        return new TorchBackendProvider().open(ModelSource.tinyRandom(), "cpu", Precision.FP32);
    }
}
