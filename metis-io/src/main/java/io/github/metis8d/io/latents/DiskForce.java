package io.github.metis8d.io.latents;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Forces many small files to disk, several at a time: a disk answers each after some time, but many at once nearly as fast
 * as one, and a journal takes them together. For one thread; the files are forced by others.
 */
final class DiskForce implements Closeable {
    private static final int THREADS = 8;

    /** Files may be open until they are forced. */
    private static final int MAX_OPEN = 128;

    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS, task -> {
        Thread thread = new Thread(task, "metis-disk");
        thread.setDaemon(true);
        return thread;
    });
    private final Deque<Future<Void>> begun = new ArrayDeque<>();

    /** What forces something to disk. */
    interface Action {
        void run() throws IOException;
    }

    /**
     * Begins to force something.
     *
     * @throws IOException if something that was begun before could not be forced
     */
    void begin(Action action) throws IOException {
        while (begun.size() >= MAX_OPEN) {
            await(begun.remove());
        }
        begun.add(threads.submit(() -> {
            action.run();
            return null;
        }));
    }

    /**
     * Waits until all that was begun is on disk.
     *
     * @throws IOException if something could not be forced
     */
    void await() throws IOException {
        while (!begun.isEmpty()) {
            await(begun.remove());
        }
    }

    private static void await(Future<Void> forced) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    forced.get();
                    return;
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    if (e.getCause() instanceof IOException failure) {
                        throw failure;
                    }
                    throw new CompletionException(e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** What was begun goes on. */
    @Override
    public void close() {
        threads.shutdown();
    }
}
