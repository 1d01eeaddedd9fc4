package io.github.metis8d;

import io.github.metis8d.spi.Backend;
import io.github.metis8d.spi.BackendDescription;
import io.github.metis8d.spi.BackendProvider;
import io.github.metis8d.spi.PendingLatents;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A device without a model: a clip's latents are its length and its first sample. It records its batches, can be held
 * back before each answer, and can be told to fail when a batch is started or when its answer is awaited.
 */
final class FakeBackend implements BackendProvider {
    final List<List<Integer>> batches = new CopyOnWriteArrayList<>();
    final List<String> closed = new CopyOnWriteArrayList<>();
    /** What was done with batches, "start" or "answer" and the length of the first clip, in that order. */
    final List<String> events = new CopyOnWriteArrayList<>();
    /** How many batches it likes to be given before the first is awaited; with 1 it computes when it is given one. */
    volatile int batchesInFlight = 1;
    /** Has a permit for each batch that may be answered; unlimited unless a test drains it. */
    final Semaphore gate = new Semaphore(Integer.MAX_VALUE);
    /** Sees each batch when it is started, with the device's name; what it throws is the device's failure. */
    volatile Trap trap = (device, clips) -> {};
    /** The same when the answer is awaited. */
    volatile Trap answerTrap = (device, clips) -> {};

    /** What it makes of a batch. */
    volatile Function<List<float[]>, List<Latents>> answer =
            clips -> clips.stream().map(FakeBackend::answer).toList();

    volatile Consumer<String> onOpen = device -> {};

    interface Trap {
        void check(String device, List<float[]> clips);
    }

    static Latents answer(float[] samples) {
        float[] row = new float[Latents.DIMENSIONS];
        row[0] = samples.length;
        row[1] = samples[0];
        return new Latents(row);
    }

    static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public List<String> devices(String name) {
        return name.equals("cuda:all") ? List.of("cuda:0", "cuda:1", "cuda:2") : List.of(name);
    }

    @Override
    public List<DeviceStatus> status(List<String> devices) {
        return devices.stream()
                .map(device -> new DeviceStatus(
                        device,
                        OptionalInt.of(50),
                        Optional.of(new DeviceStatus.Memory(batches.size(), 100)),
                        OptionalInt.empty(),
                        OptionalDouble.empty(),
                        OptionalInt.empty()))
                .toList();
    }

    @Override
    public Backend open(ModelSource model, String device, Precision precision) {
        onOpen.accept(device);
        Thread owner = Thread.currentThread();
        return new Backend() {
            @Override
            public List<Latents> encode(List<float[]> clips) {
                begin(clips);
                return finish(clips);
            }

            @Override
            public PendingLatents start(List<float[]> clips) {
                if (batchesInFlight == 1) {
                    return Backend.super.start(clips);
                }
                begin(clips);
                return () -> finish(clips);
            }

            private void begin(List<float[]> clips) {
                check(owner);
                events.add("start " + clips.get(0).length);
                batches.add(clips.stream().map(clip -> clip.length).toList());
                trap.check(device, clips);
            }

            private List<Latents> finish(List<float[]> clips) {
                check(owner);
                gate.acquireUninterruptibly();
                events.add("answer " + clips.get(0).length);
                answerTrap.check(device, clips);
                return answer.apply(clips);
            }

            @Override
            public BackendDescription description() {
                return new BackendDescription(device, 60, batchesInFlight);
            }

            @Override
            public void close() {
                check(owner);
                closed.add(device);
            }
        };
    }

    private static void check(Thread owner) {
        if (Thread.currentThread() != owner) {
            throw new AssertionError("called on " + Thread.currentThread() + ", opened on " + owner);
        }
    }
}
