package io.github.metis8d.torch.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

/** Whose memory is given back. */
class CachingAllocatorTest {
    private final FakeCuda cuda = new FakeCuda();

    @Test
    void onlyTheOneGpusCacheIsEmptied() {
        new CachingAllocator(1, cuda).empty();
        assertThat(cuda.calls())
                .containsExactly(
                        "allocatorName",
                        "cudaSetDevice 1",
                        "memoryFraction 1",
                        "setMemoryFraction 1 0.9999999999999999",
                        "currentStream 1",
                        "allocate 1 compute " + (1L << 58),
                        "setMemoryFraction 1 1.0");
    }

    @Test
    void aLimitThatSomebodySetStays() {
        cuda.setMemoryFraction(1, 0.75);
        new CachingAllocator(1, cuda).empty();
        assertThat(cuda.memoryFraction(1)).isEqualTo(0.75);
        assertThat(cuda.calls()).doesNotContain("setMemoryFraction 1 0.9999999999999999");
    }

    @Test
    void otherStoresAreEmptiedAsLibTorchDoesIt() {
        cuda.allocator("cudaMallocAsync");
        new CachingAllocator(1, cuda).empty();
        assertThat(cuda.calls()).containsExactly("allocatorName", "emptyCaches");
    }

    @Test
    void aGpuThatHasFailedHidesNoOtherError() {
        for (int call = 0; call < 7; call++) {
            FakeCuda failing = new FakeCuda();
            failing.failFrom(call, FakeCuda.ILLEGAL_ADDRESS);
            assertThatCode(() -> new CachingAllocator(1, failing).empty()).doesNotThrowAnyException();
        }
    }
}
