package io.github.metis8d.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.metis8d.DeviceFailedException;
import io.github.metis8d.DeviceOutOfMemoryException;
import io.github.metis8d.Latents;
import io.github.metis8d.ModelSource;
import io.github.metis8d.Precision;
import io.github.metis8d.spi.PendingLatents;
import io.github.metis8d.torch.cuda.LazyCopies;
import io.github.metis8d.torch.model.Metis8dModel;
import io.github.metis8d.torch.runtime.Transfers;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The memory of batches of which two are on the way at once, with copies on the CPU in place of a GPU's. */
class OverlappedTransfersTest {
    private static TorchBackend backend;

    private final LazyCopies copies = new LazyCopies();
    private final Transfers transfers = copies.transfers();

    @BeforeAll
    static void open() {
        backend = (TorchBackend) new TorchBackendProvider().open(ModelSource.tinyRandom(), "cpu", Precision.FP32);
    }

    @AfterAll
    static void close() {
        backend.close();
    }

    @AfterEach
    void everythingIsFreed() {
        copies.failWith(null);
        transfers.close();
        assertThat(copies.allFreed()).isTrue();
    }

    private PendingLatents start(List<float[]> clips) {
        return backend.start(clips, transfers, Metis8dModel.Stages.UNSEEN);
    }

    private static List<float[]> noise(int clips, int samples, long seed) {
        Random random = new Random(seed);
        List<float[]> all = new ArrayList<>();
        for (int i = 0; i < clips; i++) {
            float[] clip = new float[samples - 1000 * i];
            for (int k = 0; k < clip.length; k++) {
                clip[k] = (float) (0.1 * random.nextGaussian());
            }
            all.add(clip);
        }
        return all;
    }

    private static void assertSame(List<Latents> actual, List<float[]> clips) {
        List<Latents> expected = backend.encode(clips);
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(Golden.relativeError(
                            actual.get(i).values(), expected.get(i).values()))
                    .isLessThan(1e-6);
        }
    }

    @Test
    void answersAreThoseOfTheirOwnBatch() {
        Random sizes = new Random(3);
        Deque<PendingLatents> started = new ArrayDeque<>();
        Deque<List<float[]>> batches = new ArrayDeque<>();
        for (int i = 0; i < 12; i++) {
            List<float[]> clips = noise(1 + sizes.nextInt(4), 5000 + sizes.nextInt(60_000), i);
            started.add(start(clips));
            batches.add(clips);
            if (started.size() == 2) {
                assertSame(started.remove().await(), batches.remove());
            }
        }
        assertSame(started.remove().await(), batches.remove());
        assertThat(copies.drained()).isZero();
    }

    @Test
    void memoryIsUsedAgain() {
        List<float[]> clips = noise(3, 30_000, 1);
        for (int i = 0; i < 2; i++) {
            PendingLatents first = start(clips);
            PendingLatents second = start(clips);
            first.await();
            second.await();
        }
        int allocations = copies.allocations();
        for (int i = 0; i < 5; i++) {
            PendingLatents first = start(clips);
            PendingLatents second = start(clips);
            first.await();
            second.await();
        }
        assertThat(copies.allocations()).isEqualTo(allocations);
    }

    @Test
    void aBatchThatFailsOnTheWayIsWaitedForBeforeItsMemoryIsUsedAgain() {
        PendingLatents before = start(noise(1, 16_000, 1));
        Metis8dModel.Stages failing = new Metis8dModel.Stages() {
            @Override
            public void hidden(Tensor states) {
                throw new IllegalStateException("CUDA out of memory. Tried to allocate 2.00 GiB");
            }
        };
        assertThatThrownBy(() -> backend.start(noise(2, 16_000, 2), transfers, failing))
                .isInstanceOf(DeviceOutOfMemoryException.class);
        assertThat(copies.drained()).isOne();
        assertSame(before.await(), noise(1, 16_000, 1));
        assertSame(start(noise(2, 20_000, 3)).await(), noise(2, 20_000, 3));
    }

    @Test
    void pinnedMemoryThatCannotBeHadMeansThatTheBatchIsTooLarge() {
        copies.failWith("CUDA error: out of memory in cudaHostAlloc");
        assertThatThrownBy(() -> start(noise(1, 16_000, 1))).isInstanceOf(DeviceOutOfMemoryException.class);
        copies.failWith(null);
        assertSame(start(noise(1, 16_000, 1)).await(), noise(1, 16_000, 1));
    }

    @Test
    void aDeviceThatFailsSinceTheStartIsFoundOutByTheAnswer() {
        PendingLatents first = start(noise(1, 16_000, 1));
        PendingLatents second = start(noise(1, 16_000, 2));
        copies.failWith("CUDA error: an illegal memory access was encountered in cudaEventSynchronize");
        for (PendingLatents pending : List.of(first, second)) {
            assertThatThrownBy(pending::await)
                    .isInstanceOf(DeviceFailedException.class)
                    .hasMessageContaining("illegal memory access");
        }
    }
}
