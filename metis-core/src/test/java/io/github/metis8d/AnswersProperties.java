package io.github.metis8d;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import net.jqwik.api.lifecycle.BeforeTry;

/**
 * Callers of every kind, on devices that fail in every way, closed at any moment: no future stays unanswered, and no
 * thread is left. What fails here waits for ever.
 */
class AnswersProperties {
    private static final int CALLERS = 4;

    private static final int CALLS = 15;

    private static final Logger LOG = Logger.getLogger("io.github.metis8d");

    private FakeBackend backend;
    private Queue<CompletableFuture<Latents>> futures;
    private CountDownLatch never;

    @BeforeContainer
    static void leaveTheFailuresOutOfTheLog() {
        LOG.setLevel(Level.OFF);
    }

    @AfterContainer
    static void logAgain() {
        LOG.setLevel(null);
    }

    @BeforeTry
    void begin() {
        backend = new FakeBackend();
        futures = new ConcurrentLinkedQueue<>();
        never = new CountDownLatch(1);
    }

    @Property(tries = 150)
    void everyFutureIsAnsweredAndEveryThreadGoes(
            @ForAll @IntRange(min = 1, max = 3) int devices,
            @ForAll @IntRange(min = 1, max = 2) int inFlight,
            @ForAll @IntRange(max = CALLERS * CALLS) int callsBeforeClose,
            @ForAll long seed)
            throws InterruptedException {
        backend.batchesInFlight = inFlight;
        backend.trap = (device, clips) -> failNowAndThen(seed + clips.get(0).length);
        backend.answerTrap = (device, clips) -> failNowAndThen(seed - clips.get(0).length);
        CountDownLatch close = new CountDownLatch(callsBeforeClose);
        Metis8dEncoder encoder = Metis8dEncoder.builder()
                .model(ModelSource.tinyRandom())
                .device(IntStream.range(0, devices).mapToObj(i -> "cuda:" + i).toArray(String[]::new))
                .maxBatchSeconds(0.2)
                .backend(backend)
                .build();
        List<Thread> callers = IntStream.range(0, CALLERS)
                .mapToObj(caller -> new Thread(() -> call(encoder, new Random(seed + caller), close), "caller"))
                .toList();
        callers.forEach(Thread::start);
        close.await();
        encoder.close();
        for (Thread caller : callers) {
            caller.join();
        }

        assertThat(futures).allMatch(CompletableFuture::isDone);
        never.countDown();
        joinThreads();
        assertThat(backend.closed).hasSize(devices);
    }

    private static void failNowAndThen(long seed) {
        switch (new Random(seed).nextInt(60)) {
            case 0 -> throw new DeviceFailedException("fallen off the bus");
            case 1, 2 -> throw new DeviceOutOfMemoryException("no room");
            case 3 -> throw new MetisException("cannot compute");
            case 4 -> throw new OutOfMemoryError("a test's");
            case 5 -> throw new NoClassDefFoundError("a test's");
            default -> {}
        }
    }

    private void call(Metis8dEncoder encoder, Random random, CountDownLatch close) {
        for (int i = 0; i < CALLS; i++) {
            try {
                call(encoder, random);
            } catch (MetisException | IllegalStateException e) {
                // The device failed, or the encoder is closed.
            }
            close.countDown();
        }
    }

    private void call(Metis8dEncoder encoder, Random random) {
        switch (random.nextInt(4)) {
            case 0 -> encoder.encode(clip(random));
            case 1 -> hang(encoder, random, encoder.submit(clip(random)));
            case 2 -> encoder.submitAll(clips(random)).forEach(future -> hang(encoder, random, future));
            default -> encoder.encodeAll(clips(random));
        }
    }

    /** Hangs something on a future that a caller might. */
    private void hang(Metis8dEncoder encoder, Random random, CompletableFuture<Latents> future) {
        futures.add(future);
        float[] clip = clip(random);
        switch (random.nextInt(30)) {
            case 0, 1 -> future.whenComplete((latents, failure) -> encoder.encode(clip));
            case 2, 3 ->
                future.whenComplete((latents, failure) -> encoder.submit(clip).join());
            case 4 -> future.whenComplete((latents, failure) -> neverReturn());
            case 5 -> future.whenComplete((latents, failure) -> encoder.encodeAll(List.of(clip, clip)));
            case 6 -> future.cancel(false);
            case 7 -> {
                if (random.nextInt(10) == 0) {
                    future.whenComplete((latents, failure) -> encoder.close());
                }
            }
            case 8 ->
                future.whenComplete((latents, failure) -> {
                    throw new AssertionError("a fault of the caller's");
                });
            default -> {}
        }
    }

    /** Does return where it runs on the thread of a caller, which it does if the future was answered already. */
    private void neverReturn() {
        if (Thread.currentThread().getName().equals("metis-answers")) {
            FakeBackend.await(never);
        }
    }

    private static float[] clip(Random random) {
        return new float[Metis8dEncoder.MIN_SAMPLES + random.nextInt(2000)];
    }

    private static List<float[]> clips(Random random) {
        List<float[]> clips = new ArrayList<>();
        for (int i = random.nextInt(5); i >= 0; i--) {
            clips.add(clip(random));
        }
        return clips;
    }

    private static void joinThreads() throws InterruptedException {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("metis-")) {
                thread.join();
            }
        }
    }
}
