package io.github.metis8d.cli.prove.steps;

import io.github.metis8d.DeviceOutOfMemoryException;
import io.github.metis8d.DeviceStatus;
import io.github.metis8d.Latents;
import io.github.metis8d.ModelSource;
import io.github.metis8d.Precision;
import io.github.metis8d.spi.Backend;
import io.github.metis8d.spi.BackendDescription;
import io.github.metis8d.spi.BackendProvider;
import io.github.metis8d.spi.PendingLatents;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/** A device that counts how often it was out of memory, and how long it had a batch. */
final class WatchedDevice implements BackendProvider {
    private final BackendProvider device;
    private final AtomicInteger outOfMemory = new AtomicInteger();
    private final LongAdder busyNanos = new LongAdder();

    WatchedDevice(BackendProvider device) {
        this.device = device;
    }

    /** {@return how many batches did not fit} */
    int outOfMemory() {
        return outOfMemory.get();
    }

    /** {@return the seconds in which it had at least one batch, of all devices together} */
    double busySeconds() {
        return busyNanos.sum() / 1e9;
    }

    private <T> T watched(Supplier<T> work) {
        try {
            return work.get();
        } catch (DeviceOutOfMemoryException e) {
            outOfMemory.incrementAndGet();
            throw e;
        }
    }

    @Override
    public List<String> devices(String name) {
        return device.devices(name);
    }

    @Override
    public void requireDevice(String name) {
        device.requireDevice(name);
    }

    @Override
    public List<DeviceStatus> status(List<String> devices) {
        return device.status(devices);
    }

    @Override
    public Backend open(ModelSource model, String name, Precision precision) {
        Backend backend = device.open(model, name, precision);
        return new Backend() {
            // Of one thread, as the whole backend.
            private int inFlight;
            private long since;

            private void begin() {
                if (inFlight++ == 0) {
                    since = System.nanoTime();
                }
            }

            private void end() {
                if (--inFlight == 0) {
                    busyNanos.add(System.nanoTime() - since);
                }
            }

            @Override
            public List<Latents> encode(List<float[]> clips) {
                begin();
                try {
                    return watched(() -> backend.encode(clips));
                } finally {
                    end();
                }
            }

            @Override
            public PendingLatents start(List<float[]> clips) {
                begin();
                PendingLatents started;
                try {
                    started = watched(() -> backend.start(clips));
                } catch (RuntimeException | Error e) {
                    end();
                    throw e;
                }
                return () -> {
                    try {
                        return watched(started::await);
                    } finally {
                        end();
                    }
                };
            }

            @Override
            public BackendDescription description() {
                return backend.description();
            }

            @Override
            public void close() {
                backend.close();
            }
        };
    }
}
