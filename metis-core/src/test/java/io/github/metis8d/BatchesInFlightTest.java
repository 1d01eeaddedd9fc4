package io.github.metis8d;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A device that is given the next batch while it computes one, as a GPU is. */
class BatchesInFlightTest {
    private final FakeBackend backend = new FakeBackend();

    /** A GPU computes behind the back of the host, so its failure may come to light when a batch is started or later. */
    enum Failing {
        AT_START {
            @Override
            void set(FakeBackend backend, FakeBackend.Trap trap) {
                backend.trap = trap;
            }
        },
        AT_ANSWER {
            @Override
            void set(FakeBackend backend, FakeBackend.Trap trap) {
                backend.answerTrap = trap;
            }
        };

        abstract void set(FakeBackend backend, FakeBackend.Trap trap);
    }

    @BeforeEach
    void takeTwo() {
        backend.batchesInFlight = 2;
    }

    private Metis8dEncoder.Builder builder() {
        return Metis8dEncoder.builder()
                .model(ModelSource.tinyRandom())
                .device("cuda:0")
                .backend(backend);
    }

    private static float[] clip(int seconds, float value) {
        float[] samples = new float[seconds * Metis8dEncoder.SAMPLE_RATE];
        Arrays.fill(samples, value);
        return samples;
    }

    private static List<float[]> numbered(int count) {
        return IntStream.range(0, count).mapToObj(i -> clip(1, i)).toList();
    }

    private static void assertAnswered(List<Latents> answers, List<float[]> clips) {
        assertThat(answers)
                .containsExactlyElementsOf(
                        clips.stream().map(FakeBackend::answer).toList());
    }

    @Test
    void theNextBatchIsStartedBeforeTheLastIsAwaited() {
        List<float[]> clips = List.of(clip(4, 1), clip(3, 1), clip(2, 1), clip(1, 1));
        try (Metis8dEncoder encoder = builder().maxBatchSeconds(1).build()) {
            assertAnswered(encoder.encodeAll(clips), clips);
        }
        assertThat(backend.events)
                .containsExactly(
                        "start 64000",
                        "start 48000",
                        "answer 64000",
                        "start 32000",
                        "answer 48000",
                        "start 16000",
                        "answer 32000",
                        "answer 16000");
    }

    @Test
    void aDeviceThatTakesOneIsAwaitedAtOnce() {
        backend.batchesInFlight = 1;
        try (Metis8dEncoder encoder = builder().maxBatchSeconds(1).build()) {
            encoder.encodeAll(List.of(clip(2, 1), clip(1, 1)));
        }
        assertThat(backend.events).containsExactly("start 32000", "answer 32000", "start 16000", "answer 16000");
    }

    @Test
    void anAnswerIsNotHeldBackUntilAnotherBatchComes() {
        try (Metis8dEncoder encoder = builder().build()) {
            for (int i = 0; i < 20; i++) {
                assertThat(encoder.encode(clip(1, i))[0][1]).isEqualTo(i);
            }
        }
    }

    @Test
    void singleClipsThatFillNoBatchGatherWhileTheDeviceIsBusy() throws InterruptedException {
        CountDownLatch busy = new CountDownLatch(1);
        backend.trap = (device, clips) -> busy.countDown();
        backend.gate.drainPermits();
        try (Metis8dEncoder encoder = builder().maxBatchDelay(Duration.ZERO).build()) {
            List<CompletableFuture<Latents>> answers = new ArrayList<>();
            answers.add(encoder.submit(clip(1, 0)));
            busy.await();
            for (int i = 0; i < 3; i++) {
                answers.add(encoder.submit(clip(2, i)));
            }
            backend.gate.release(1000);
            answers.forEach(CompletableFuture::join);
        }
        assertThat(backend.batches).containsExactly(List.of(16_000), List.of(32_000, 32_000, 32_000));
    }

    @Test
    void singleClipsThatFillABatchAreStartedWhileTheDeviceIsBusy() throws InterruptedException {
        CountDownLatch submitted = new CountDownLatch(1);
        CountDownLatch bothStarted = new CountDownLatch(2);
        backend.trap = (device, clips) -> {
            FakeBackend.await(submitted);
            bothStarted.countDown();
        };
        backend.gate.drainPermits();
        try (Metis8dEncoder encoder =
                builder().maxBatchSeconds(4).maxBatchDelay(Duration.ZERO).build()) {
            List<CompletableFuture<Latents>> answers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                answers.add(encoder.submit(clip(4, i)));
            }
            submitted.countDown();
            // Nothing is answered before the second batch is on the device.
            bothStarted.await();
            backend.gate.release(1000);
            answers.forEach(CompletableFuture::join);
        }
        assertThat(backend.events.subList(0, 2)).containsOnly("start 64000");
    }

    @ParameterizedTest
    @EnumSource
    void aBatchThatDoesNotFitIsHalvedUntilItDoes(Failing failing) {
        failing.set(backend, (device, clips) -> {
            if (clips.size() > 2) {
                throw new DeviceOutOfMemoryException("no room for " + clips.size());
            }
        });
        List<float[]> clips = numbered(100);
        try (Metis8dEncoder encoder = builder().maxBatchSeconds(8).build()) {
            assertAnswered(encoder.encodeAll(clips), clips);
        }
    }

    @Test
    void batchesAfterOneThatDidNotFitAreSmaller() {
        AtomicInteger failures = new AtomicInteger();
        backend.trap = (device, clips) -> {
            if (clips.size() > 4) {
                failures.incrementAndGet();
                throw new DeviceOutOfMemoryException("no room for " + clips.size());
            }
        };
        try (Metis8dEncoder encoder = builder().maxBatchSeconds(16).build()) {
            encoder.encodeAll(numbered(160));
        }
        // Each of the ten batches of 16 would have failed, and its halves as well.
        assertThat(failures).hasValueLessThan(10);
    }

    @ParameterizedTest
    @EnumSource
    void onlyTheClipThatIsToBlameFails(Failing failing) {
        failing.set(backend, (device, clips) -> {
            if (clips.stream().anyMatch(clip -> clip[0] == 7)) {
                throw new MetisException("cannot compute 7");
            }
        });
        try (Metis8dEncoder encoder = builder().maxBatchSeconds(4).build()) {
            List<CompletableFuture<Latents>> answers = encoder.submitAll(numbered(30));
            for (int i = 0; i < answers.size(); i++) {
                CompletableFuture<Latents> answer = answers.get(i);
                if (i == 7) {
                    assertThatThrownBy(answer::join).hasRootCauseMessage("cannot compute 7");
                } else {
                    assertThat(answer.join().get(0, 1)).isEqualTo(i);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void anotherDeviceTakesOverFromOneThatFailsAndTheLogSaysSo(Failing failing) {
        CountDownLatch failed = new CountDownLatch(1);
        failing.set(backend, (device, clips) -> {
            if (device.equals("cuda:1")) {
                failed.countDown();
                throw new DeviceFailedException("fallen off the bus");
            }
            FakeBackend.await(failed);
        });
        List<float[]> clips = numbered(40);
        List<String> log;
        try (LogCapture capture = new LogCapture(DeviceWorker.class)) {
            try (Metis8dEncoder encoder =
                    builder().device("cuda:0", "cuda:1").maxBatchSeconds(2).build()) {
                assertAnswered(encoder.encodeAll(clips), clips);
            }
            log = capture.lines;
        }
        assertThat(log)
                .anyMatch(line -> line.contains("cuda:1 failed and is taken out"))
                .anyMatch(line -> line.matches("cuda:0 takes over [1-4] clips from cuda:1"));
        assertThat(backend.closed).containsExactlyInAnyOrder("cuda:0", "cuda:1");
    }

    @Test
    void whatWasComputedBeforeTheDeviceFailedIsAnswered() {
        backend.trap = (device, clips) -> {
            if (clips.get(0).length == 16_000) {
                throw new DeviceFailedException("fallen off the bus");
            }
        };
        try (Metis8dEncoder encoder = builder().maxBatchSeconds(1).build()) {
            List<CompletableFuture<Latents>> answers = encoder.submitAll(List.of(clip(3, 1), clip(2, 2), clip(1, 3)));
            assertThat(answers.get(0).join().get(0, 1)).isEqualTo(1);
            assertThat(answers.get(1).join().get(0, 1)).isEqualTo(2);
            assertThatThrownBy(answers.get(2)::join).hasRootCauseInstanceOf(DeviceFailedException.class);
        }
    }

    @Test
    void aFailureThatNobodyForesawTakesTheDeviceOut() {
        backend.answerTrap = (device, clips) -> {
            throw new NoClassDefFoundError("no such class");
        };
        try (Metis8dEncoder encoder = builder().maxBatchSeconds(1).build()) {
            assertThat(encoder.submitAll(numbered(4))).allSatisfy(answer -> assertThatThrownBy(answer::join)
                    .hasCauseInstanceOf(DeviceFailedException.class));
        }
        assertThat(backend.closed).containsExactly("cuda:0");
    }

    @Test
    void aDeviceThatFailsWhileTheEncoderClosesLeavesNoClipUnanswered() throws InterruptedException {
        CountDownLatch started = new CountDownLatch(1);
        backend.trap = (device, clips) -> started.countDown();
        backend.answerTrap = (device, clips) -> {
            // By now the other worker has left, and takes over nothing.
            while (backend.closed.isEmpty()) {
                Thread.yield();
            }
            throw new DeviceFailedException("fallen off the bus");
        };
        CompletableFuture<Latents> answer;
        try (Metis8dEncoder encoder =
                builder().device("cuda:0", "cuda:1").maxBatchSeconds(1).build()) {
            answer = encoder.submit(clip(1, 1));
            started.await();
        }
        assertThat(answer).isDone();
        assertThatThrownBy(answer::join).hasRootCauseMessage("fallen off the bus");
    }

    @Test
    void aBackendThatBreaksItsContractIsTakenOut() {
        // The worker asks for the description after each start, and one without a batch in flight is refused.
        backend.trap = (device, clips) -> backend.batchesInFlight = 0;
        try (Metis8dEncoder encoder = builder().maxBatchSeconds(1).build()) {
            CompletableFuture<Latents> last = encoder.submitAll(numbered(4)).get(3);
            assertThatThrownBy(last::join)
                    .hasCauseInstanceOf(DeviceFailedException.class)
                    .hasMessageContaining("batchesInFlight must be at least 1");
        }
    }

    @Test
    void aBackendThatGivesTooFewAnswersFailsItsClips() {
        backend.answer = clips -> List.of();
        try (Metis8dEncoder encoder = builder().maxBatchSeconds(2).build()) {
            assertThat(encoder.submitAll(numbered(2))).allSatisfy(answer -> assertThatThrownBy(answer::join)
                    .hasRootCauseMessage("the backend gave 0 answers to 1 clips"));
        }
    }

    @Test
    void aClosedEncoderAnswersWhatIsOnTheDevice() throws InterruptedException {
        CountDownLatch bothStarted = new CountDownLatch(2);
        backend.trap = (device, clips) -> bothStarted.countDown();
        backend.gate.drainPermits();
        List<CompletableFuture<Latents>> answers;
        try (Metis8dEncoder encoder = builder().maxBatchSeconds(1).build()) {
            answers = encoder.submitAll(numbered(2));
            bothStarted.await();
            backend.gate.release(1000);
        }
        assertThat(answers).allSatisfy(answer -> assertThat(answer).isCompleted());
    }

    /** What a class logs, of any level. */
    private static final class LogCapture extends Handler implements AutoCloseable {
        private final List<String> lines = new CopyOnWriteArrayList<>();
        private final SimpleFormatter formatter = new SimpleFormatter();
        private final Logger logger;

        LogCapture(Class<?> of) {
            this.logger = Logger.getLogger(of.getName());
            logger.addHandler(this);
        }

        @Override
        public void publish(LogRecord line) {
            lines.add(formatter.formatMessage(line));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {
            logger.removeHandler(this);
        }
    }
}
