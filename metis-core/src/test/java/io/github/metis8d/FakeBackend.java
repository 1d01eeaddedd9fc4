package io.github.metis8d;

import io.github.metis8d.spi.Backend;
import io.github.metis8d.spi.BackendDescription;
import io.github.metis8d.spi.BackendProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/**
 * A device without a model: a clip's latents are its length and its first sample. It records its batches, can be held
 * back before each, and can be told to fail.
 */
final class FakeBackend implements BackendProvider {
    final List<List<Integer>> batches = new CopyOnWriteArrayList<>();
    final List<String> closed = new CopyOnWriteArrayList<>();
    /** Has a permit for each batch that may run; unlimited unless a test drains it. */
    final Semaphore gate = new Semaphore(Integer.MAX_VALUE);
    /** Sees each batch before it is answered, with the device's name; what it throws is the device's failure. */
    volatile Trap trap = (device, clips) -> {};

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

    @Override
    public List<DeviceStatus> status(List<String> devices) {
        return devices.stream()
                .map(device -> new DeviceStatus(device, 50, batches.size(), 100, 40))
                .toList();
    }

    @Override
    public Backend open(ModelSource model, String device, Precision precision) {
        onOpen.accept(device);
        Thread owner = Thread.currentThread();
        return new Backend() {
            @Override
            public List<Latents> encode(List<float[]> clips) {
                check(owner);
                gate.acquireUninterruptibly();
                batches.add(clips.stream().map(clip -> clip.length).toList());
                trap.check(device, clips);
                List<Latents> answers = new ArrayList<>();
                clips.forEach(clip -> answers.add(answer(clip)));
                return answers;
            }

            @Override
            public BackendDescription description() {
                return new BackendDescription(device, 60);
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
