package io.github.metis8d.torch.checkpoint;

import io.github.metis8d.torch.LibTorch;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.InferenceMode;

/** Threads that each build one part of a model after another. */
final class LoadingThreads {
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
        if (parallel) {
            runOnThreads(
                    work, Math.min(Math.min(MOST, parts), Runtime.getRuntime().availableProcessors()));
        } else {
            work.run();
        }
        if (failure.get() instanceof Error error) {
            throw error;
        }
        if (failure.get() instanceof RuntimeException exception) {
            throw exception;
        }
        return built;
    }

    private static void runOnThreads(Runnable work, int count) {
        Runnable onItsThread = () -> {
            // Weights are packed for the number of threads that will use them.
            LibTorch.useAllCores();
            try (InferenceMode inference = new InferenceMode()) {
                work.run();
            }
        };
        // Waits whether interrupted or not: what they read into is freed afterwards.
        IntStream.range(0, count)
                .mapToObj(i -> CompletableFuture.runAsync(onItsThread, task -> start(task, "metis-load-" + i)))
                .toList()
                .forEach(CompletableFuture::join);
    }

    private static void start(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }
}
