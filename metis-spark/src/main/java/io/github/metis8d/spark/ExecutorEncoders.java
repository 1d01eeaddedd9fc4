package io.github.metis8d.spark;

import io.github.metis8d.Metis8dEncoder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The encoders of a process, each opened once and lent to all of its tasks. One that no task uses stays open for those to
 * come, until a device of its is wanted for another model.
 */
final class ExecutorEncoders implements AutoCloseable {
    /** Samples take at most this part of the heap. */
    private static final int HEAP_PART = 4;

    /** Audio that may be decoded ahead of what the devices are given. */
    private static final double SECONDS_AHEAD = 900;

    private static final ExecutorEncoders OF_PROCESS = new ExecutorEncoders();

    static {
        // Spark ends an executor by the end of its JVM. A plugin closes them before.
        Runtime.getRuntime().addShutdownHook(new Thread(OF_PROCESS::close, "metis-close"));
    }

    private final AudioBudget budget = new AudioBudget();
    private final Map<Key, SharedEncoder> open = new HashMap<>();

    /** What makes two encoders the same. */
    record Key(String encoder, List<String> devices) {
        boolean sharesDevice(Key other) {
            return devices.stream().anyMatch(other.devices::contains);
        }
    }

    /** An encoder that is open, or being opened by the first who borrowed it. */
    private static final class SharedEncoder {
        private Metis8dEncoder encoder;
        private int users;
    }

    /** One task's use of an encoder. */
    final class Loan implements AutoCloseable {
        private final Key key;
        private final SharedEncoder shared;
        private boolean returned;

        private Loan(Key key, SharedEncoder shared) {
            this.key = key;
            this.shared = shared;
        }

        Metis8dEncoder encoder() {
            return shared.encoder;
        }

        AudioBudget budget() {
            return budget;
        }

        /** The encoder is of no more use, since its device failed: who borrows next has a new one opened. */
        void discard() {
            synchronized (ExecutorEncoders.this) {
                open.remove(key, shared);
            }
        }

        /** Gives it back. Twice does nothing. */
        @Override
        public void close() {
            synchronized (ExecutorEncoders.this) {
                if (!returned) {
                    returned = true;
                    giveBack(key, shared);
                }
            }
        }
    }

    /** {@return those of this process} */
    static ExecutorEncoders ofProcess() {
        return OF_PROCESS;
    }

    /**
     * Borrows an encoder, and opens it if it is not open. Who wants the same meanwhile waits for it.
     *
     * @param opener opens it; what it throws is thrown, and the next who borrows tries again
     */
    Loan borrow(Key key, Supplier<Metis8dEncoder> opener) {
        SharedEncoder shared;
        synchronized (this) {
            closeIdleOn(key);
            shared = open.computeIfAbsent(key, k -> new SharedEncoder());
            shared.users++;
        }
        try {
            synchronized (shared) {
                if (shared.encoder == null) {
                    shared.encoder = opener.get();
                    limitBudget();
                }
            }
            return new Loan(key, shared);
        } catch (RuntimeException | Error e) {
            synchronized (this) {
                giveBack(key, shared);
                if (shared.users == 0) {
                    open.remove(key, shared);
                }
            }
            throw e;
        }
    }

    /** Memory on the device is for one model, unless several are at work. */
    private void closeIdleOn(Key wanted) {
        open.entrySet().removeIf(entry -> {
            boolean idle = entry.getValue().users == 0;
            if (idle && !entry.getKey().equals(wanted) && entry.getKey().sharesDevice(wanted)) {
                close(entry.getValue());
                return true;
            }
            return false;
        });
    }

    private void giveBack(Key key, SharedEncoder shared) {
        shared.users--;
        if (shared.users == 0 && open.get(key) != shared) {
            close(shared);
        }
    }

    /** What the devices work on, as much again that waits for them, and what is decoded ahead. */
    private synchronized void limitBudget() {
        double seconds = open.values().stream()
                .filter(shared -> shared.encoder != null)
                .mapToDouble(
                        shared -> 2 * shared.encoder.batchesInFlight() * shared.encoder.batchSeconds() + SECONDS_AHEAD)
                .sum();
        long memory = Runtime.getRuntime().maxMemory() / HEAP_PART / Float.BYTES;
        budget.limit(Math.min(memory, (long) (seconds * Metis8dEncoder.SAMPLE_RATE)));
    }

    private static void close(SharedEncoder shared) {
        if (shared.encoder != null) {
            shared.encoder.close();
        }
    }

    /** Closes all, also those that are lent. */
    @Override
    public void close() {
        List<SharedEncoder> all;
        synchronized (this) {
            all = List.copyOf(open.values());
            open.clear();
        }
        all.forEach(ExecutorEncoders::close);
    }
}
