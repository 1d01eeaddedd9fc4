package io.github.metis8d.torch.model;

import io.github.metis8d.torch.runtime.LibTorch;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.InferenceMode;

/** Threads that each build one part of a model after another. */
final class LoadingThreads {
    private static final System.Logger LOG = System.getLogger(LoadingThreads.class.getName());

    /** Enough to keep reading and packing going at once; more would only need more memory. */
    private static final int MOST = 4;

    private LoadingThreads() {}

    /** Builds one part, with memory for what is needed meanwhile. */
    @FunctionalInterface
    interface PartBuilder<T> {
        T build(int part, Scratch memory);
    }

    /**
     * Builds all parts.
     *
     * @param parallel whether more than one thread may build
     * @param parts how many
     * @param builder builds each of them, on any thread
     * @return the parts in order
     */
    static <T> List<T> run(boolean parallel, int parts, PartBuilder<T> builder) {
        int most = Math.min(MOST, Runtime.getRuntime().availableProcessors());
        return run(parallel ? most : 1, parts, builder, LoadingThreads::start);
    }

    /** The same by a number of threads from elsewhere. */
    static <T> List<T> run(int most, int parts, PartBuilder<T> builder, Executor threads) {
        AtomicInteger next = new AtomicInteger();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        List<T> built = new ArrayList<>();
        for (int i = 0; i < parts; i++) {
            built.add(null);
        }
        Runnable work = () -> {
            try (PointerScope building = new PointerScope()) {
                Scratch memory = new Scratch(building);
                for (int part = next.getAndIncrement();
                        part < parts && failure.get() == null;
                        part = next.getAndIncrement()) {
                    // Each thread has elements of its own.
                    built.set(part, builder.build(part, memory));
                }
            } catch (RuntimeException | Error e) {
                failure.compareAndSet(null, e);
            }
        };
        if (most > 1) {
            runOnThreads(work, Math.min(most, parts), threads, failure);
        }
        // What is left where no thread could be started.
        work.run();
        if (failure.get() instanceof Error error) {
            throw error;
        }
        if (failure.get() instanceof RuntimeException exception) {
            throw exception;
        }
        return built;
    }

    private static void runOnThreads(Runnable work, int count, Executor threads, AtomicReference<Throwable> failure) {
        Runnable onItsThread = () -> {
            try {
                // Weights are packed for the number of threads that will use them.
                LibTorch.useAllCores();
                try (InferenceMode inference = new InferenceMode()) {
                    work.run();
                }
            } catch (RuntimeException | Error e) {
                failure.compareAndSet(null, e);
            }
        };
        List<CompletableFuture<Void>> started = new ArrayList<>(count);
        try {
            while (started.size() < count) {
                started.add(CompletableFuture.runAsync(onItsThread, threads));
            }
        } catch (OutOfMemoryError e) {
            LOG.log(Level.DEBUG, "the system gives no more than {0} threads to load by", started.size());
        } finally {
            // Waits whether interrupted or not, and whatever happened: what they read into is freed afterwards.
            started.forEach(CompletableFuture::join);
        }
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "metis-load");
        thread.setDaemon(true);
        thread.start();
    }
}
