package io.github.metis8d;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What callers hang on futures may do what it likes with the encoder. A test that fails here waits for ever. */
class DependentStagesTest {
    private final FakeBackend backend = new FakeBackend();
    private Metis8dEncoder encoder;

    /** Nothing is answered before {@link #answer}, so that what a test hangs on a future never runs on its own thread. */
    @BeforeEach
    void open() {
        encoder = Metis8dEncoder.builder()
                .model(ModelSource.tinyRandom())
                .device("cpu")
                .backend(backend)
                .build();
        backend.gate.drainPermits();
    }

    private void answer() {
        backend.gate.release(1000);
    }

    @AfterEach
    void noThreadIsLeft() throws InterruptedException {
        answer();
        encoder.close();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("metis-")) {
                thread.join();
            }
        }
    }

    private static float[] clip(float value) {
        float[] samples = new float[Metis8dEncoder.SAMPLE_RATE];
        samples[0] = value;
        return samples;
    }

    private static List<float[]> clips(int count) {
        return IntStream.range(0, count).mapToObj(DependentStagesTest::clip).toList();
    }

    private <T> T afterAnAnswer(Function<Latents, T> stage) {
        CompletableFuture<T> result = encoder.submit(clip(1)).thenApply(stage);
        answer();
        return result.join();
    }

    @Test
    void oneMayEncode() {
        float[][] latents = afterAnAnswer(first -> encoder.encode(clip(2)));

        assertThat(latents[0][1]).isEqualTo(2);
    }

    @Test
    void oneMayEncodeMany() {
        List<Latents> latents = afterAnAnswer(first -> encoder.encodeAll(clips(20)));

        assertThat(latents).hasSize(20);
    }

    @Test
    void oneMayWaitForAFuture() {
        Latents latents = afterAnAnswer(first -> encoder.submit(clip(3)).join());

        assertThat(latents.get(0, 1)).isEqualTo(3);
    }

    @Test
    void oneMayClose() {
        boolean closed = afterAnAnswer(first -> {
            encoder.close();
            return backend.closed.contains("cpu");
        });

        assertThat(closed).isTrue();
    }

    @Test
    void severalMayCloseAtOnce() {
        List<CompletableFuture<Void>> closed = encoder.submitAll(clips(20)).stream()
                .map(future -> future.thenRun(encoder::close))
                .toList();
        answer();

        closed.forEach(CompletableFuture::join);
    }

    @Test
    void eachMayWaitForTheAnswerBehindIt() {
        List<CompletableFuture<Latents>> futures = encoder.submitAll(clips(20));
        List<CompletableFuture<Latents>> waited = IntStream.range(0, 19)
                .mapToObj(i ->
                        futures.get(i).thenApply(latents -> futures.get(i + 1).join()))
                .toList();
        answer();

        assertThat(waited).allSatisfy(future -> assertThat(future.join()).isNotNull());
    }

    @Test
    void thoseThatNeverReturnHoldUpNeitherAnswersNorClose() {
        CountDownLatch never = new CountDownLatch(1);
        List<CompletableFuture<Latents>> futures = encoder.submitAll(clips(20));
        List<CompletableFuture<Void>> blocked = futures.stream()
                .map(future -> future.thenRun(() -> FakeBackend.await(never)))
                .toList();
        answer();

        // Who joins a future may have to run what hangs on it.
        while (!futures.stream().allMatch(CompletableFuture::isDone)) {
            Thread.yield();
        }
        encoder.close();

        assertThat(backend.closed).containsExactly("cpu");
        assertThat(blocked).noneMatch(CompletableFuture::isDone);
        never.countDown();
        blocked.forEach(CompletableFuture::join);
    }

    @Test
    void oneThatFailsOrInterruptsItsThreadHarmsNoOther() {
        List<CompletableFuture<Latents>> futures = encoder.submitAll(clips(20));
        futures.get(3).thenRun(() -> {
            throw new AssertionError("a fault of the caller's");
        });
        futures.get(5).thenRun(() -> Thread.currentThread().interrupt());
        List<CompletableFuture<Boolean>> interrupted = futures.stream()
                .map(future ->
                        future.thenApply(latents -> Thread.currentThread().isInterrupted()))
                .toList();
        answer();

        interrupted.subList(6, 20).forEach(stage -> assertThat(stage.join()).isFalse());
    }

    @Test
    void theyDoNotRunOnTheThreadOfADevice() {
        List<CompletableFuture<String>> threads = encoder.submitAll(clips(20)).stream()
                .map(future -> future.handle(
                        (latents, failure) -> Thread.currentThread().getName()))
                .toList();
        answer();

        assertThat(threads).allSatisfy(thread -> assertThat(thread.join()).isEqualTo("metis-answers"));
    }

    @Test
    void oneOfAClipThatNeverReachedADeviceFindsTheEncoderClosed() {
        CountDownLatch busy = new CountDownLatch(1);
        backend.trap = (device, clips) -> busy.countDown();
        encoder.submit(clip(1));
        FakeBackend.await(busy);
        CompletableFuture<float[][]> refused =
                encoder.submit(clip(2)).handle((latents, failure) -> encoder.encode(clip(3)));
        Thread closing = new Thread(encoder::close);
        closing.start();

        assertThatThrownBy(refused::join).hasCauseInstanceOf(IllegalStateException.class);
    }
}
