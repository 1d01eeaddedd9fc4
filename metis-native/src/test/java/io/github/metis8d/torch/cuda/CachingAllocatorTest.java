package io.github.metis8d.torch.cuda;

import static org.assertj.core.api.Assertions.assertThat;

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
                        "setMemoryFraction 1 0.75",
                        "currentStream 1",
                        "allocate 1 compute " + (1L << 58));
    }

    @Test
    void aGpuThatHasFailedHidesNoOtherError() {
        cuda.breakDown();
        new CachingAllocator(1, cuda).empty();
        assertThat(cuda.calls()).isNotEmpty();
    }
}
