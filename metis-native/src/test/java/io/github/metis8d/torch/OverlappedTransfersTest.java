package io.github.metis8d.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.metis8d.DeviceFailedException;
import io.github.metis8d.DeviceOutOfMemoryException;
import io.github.metis8d.Latents;
import io.github.metis8d.ModelSource;
import io.github.metis8d.Precision;
import io.github.metis8d.spi.PendingLatents;
import io.github.metis8d.torch.cuda.FakeCuda;
import io.github.metis8d.torch.model.Metis8dModel;
import io.github.metis8d.torch.runtime.Transfers;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Batches of which two are on the way at once, with copies on the CPU in place of a GPU's. */
class OverlappedTransfersTest {
    private static TorchBackend backend;

    private final FakeCuda cuda = new FakeCuda();
    private final Transfers transfers = cuda.transfers();

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
        transfers.close();
        assertThat(cuda.held()).isEmpty();
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
        assertThat(cuda.waits()).isZero();
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
        int allocations = cuda.hostAllocations();
        for (int i = 0; i < 5; i++) {
            PendingLatents first = start(clips);
            PendingLatents second = start(clips);
            first.await();
            second.await();
        }
        assertThat(cuda.hostAllocations()).isEqualTo(allocations);
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
        assertThat(cuda.waits()).as("one for each stream").isEqualTo(3);
        assertSame(before.await(), noise(1, 16_000, 1));
        assertSame(start(noise(2, 20_000, 3)).await(), noise(2, 20_000, 3));
    }

    @Test
    void pinnedMemoryThatCannotBeHadMeansThatTheBatchIsTooLarge() {
        cuda.fail("cudaHostAlloc", FakeCuda.OUT_OF_MEMORY);
        assertThatThrownBy(() -> start(noise(1, 16_000, 1)))
                .isInstanceOf(DeviceOutOfMemoryException.class)
                .hasMessageContaining("out of memory in cudaHostAlloc");
        cuda.fail("", FakeCuda.OUT_OF_MEMORY);
        assertSame(start(noise(1, 16_000, 1)).await(), noise(1, 16_000, 1));
    }

    @Test
    void aDeviceThatFailsSinceTheStartIsFoundOutByTheAnswer() {
        PendingLatents first = start(noise(1, 16_000, 1));
        PendingLatents second = start(noise(1, 16_000, 2));
        cuda.breakDown();
        for (PendingLatents pending : List.of(first, second)) {
            assertThatThrownBy(pending::await)
                    .isInstanceOf(DeviceFailedException.class)
                    .hasMessageContaining("illegal memory access");
        }
    }

    @Test
    void whicheverCallFailsTheBatchSaysSoTheOtherIsRightAndNothingIsLeft() {
        FakeCuda sound = new FakeCuda();
        assertThat(twoBatches(sound)).isEmpty();
        for (int call = 0; call < sound.made(); call++) {
            int code = call % 2 == 0 ? FakeCuda.OUT_OF_MEMORY : FakeCuda.ILLEGAL_ADDRESS;
            FakeCuda failing = new FakeCuda();
            failing.failAt(call, code);
            List<RuntimeException> errors = twoBatches(failing);
            String name = failing.call(call);
            if (isNotMissed(sound, call)) {
                assertThat(errors).as(name).isEmpty();
            } else {
                assertThat(errors)
                        .as(name)
                        .singleElement()
                        .satisfies(error -> assertTold(error, failing.cudaGetErrorString(code), name));
            }
            assertThat(failing.held()).as(name).isEmpty();
        }
    }

    @Test
    void atWhicheverCallTheDeviceIsLostNothingIsLeft() {
        FakeCuda sound = new FakeCuda();
        twoBatches(sound);
        for (int call = 0; call < sound.made(); call++) {
            FakeCuda failing = new FakeCuda();
            failing.failFrom(call, FakeCuda.ILLEGAL_ADDRESS);
            List<RuntimeException> errors = twoBatches(failing);
            assertThat(errors).hasSizeLessThanOrEqualTo(2).allSatisfy(error -> assertThat(error)
                    .hasMessageContaining("an illegal memory access was encountered"));
            assertThat(failing.held()).as(failing.call(call)).isEmpty();
        }
    }

    /** Of what frees, and of a thread that names its device once more before it frees or waits, which tells by itself. */
    private static boolean isNotMissed(FakeCuda sound, int call) {
        return isOfFreeing(sound.call(call))
                || sound.call(call).startsWith("cudaSetDevice")
                        && (isOfFreeing(sound.call(call + 1))
                                || sound.call(call + 1).startsWith("cudaEventSynchronize"));
    }

    private static boolean isOfFreeing(String call) {
        return call.startsWith("cudaFreeHost") || call.startsWith("cudaEventDestroy");
    }

    private static void assertTold(RuntimeException error, String meaning, String call) {
        assertThat(error).hasMessageContaining("CUDA error: " + meaning);
        if (call.startsWith("cuda")) {
            assertThat(error).hasMessageContaining(" in " + call.split(" ")[0]);
        }
    }

    /** {@return what went wrong with two batches on the way at once; those that went well are right} */
    private static List<RuntimeException> twoBatches(FakeCuda cuda) {
        List<RuntimeException> errors = new ArrayList<>();
        Transfers transfers;
        try {
            transfers = cuda.transfers();
        } catch (RuntimeException e) {
            return List.of(e);
        }
        List<List<float[]>> batches = List.of(noise(1, 4000, 1), noise(2, 5000, 2));
        Map<PendingLatents, List<float[]>> started = new LinkedHashMap<>();
        for (List<float[]> clips : batches) {
            try {
                started.put(backend.start(clips, transfers, Metis8dModel.Stages.UNSEEN), clips);
            } catch (RuntimeException e) {
                errors.add(e);
            }
        }
        started.forEach((pending, clips) -> {
            try {
                assertSame(pending.await(), clips);
            } catch (RuntimeException e) {
                errors.add(e);
            }
        });
        transfers.close();
        return errors;
    }
}
