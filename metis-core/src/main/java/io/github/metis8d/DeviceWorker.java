package io.github.metis8d;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.WARNING;

import io.github.metis8d.spi.Backend;
import io.github.metis8d.spi.BackendDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** One device and the thread that opens it, feeds it batch after batch, and closes it. */
final class DeviceWorker {
    private static final System.Logger LOG = System.getLogger(DeviceWorker.class.getName());

    private final Batcher batcher;
    private final String device;
    private final double maxBatchSeconds;
    private final CompletableFuture<BackendDescription> opened = new CompletableFuture<>();
    private final Thread thread;

    /** @param maxBatchSeconds the budget of a batch, or 0 for what the backend likes */
    DeviceWorker(Batcher batcher, String device, double maxBatchSeconds, Supplier<Backend> open) {
        this.batcher = batcher;
        this.device = device;
        this.maxBatchSeconds = maxBatchSeconds;
        this.thread = new Thread(() -> run(open), "metis-" + device);
        thread.setDaemon(true);
        thread.start();
    }

    /** Waits for the model to be on the device, and throws what went wrong if it is not. */
    void awaitOpen() {
        try {
            opened.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e;
        }
    }

    BackendDescription description() {
        return opened.join();
    }

    /** Waits until the device is free; the batcher must have ended. */
    void awaitEnd() {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(Supplier<Backend> open) {
        try (Backend backend = open.get()) {
            opened.complete(backend.description());
            work(backend);
        } catch (Throwable e) {
            if (!opened.completeExceptionally(e)) {
                LOG.log(ERROR, device + " could not be closed", e);
            }
        }
    }

    private void work(Backend backend) {
        double budget =
                maxBatchSeconds > 0 ? maxBatchSeconds : backend.description().batchSeconds();
        try {
            for (List<Clip> batch = batcher.take(budget); batch != null; batch = batcher.take(budget)) {
                try {
                    encode(backend, batch);
                } catch (DeviceFailedException e) {
                    retire(batch, e);
                    return;
                } catch (Error e) {
                    retire(batch, new DeviceFailedException(device + " failed: " + e, e));
                    return;
                }
            }
        } catch (InterruptedException e) {
            // Nobody else has this thread, so nobody interrupts it but a JVM that is going down.
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Answers a batch. One that does not fit into memory, or that trips over something unforeseen, is tried in halves,
     * so that only the clip that is to blame fails.
     */
    private void encode(Backend backend, List<Clip> batch) {
        try {
            List<Latents> answers =
                    backend.encode(batch.stream().map(clip -> clip.samples).toList());
            for (int i = 0; i < batch.size(); i++) {
                batch.get(i).answer.complete(answers.get(i));
            }
        } catch (DeviceFailedException e) {
            throw e;
        } catch (RuntimeException | OutOfMemoryError e) {
            if (batch.size() == 1) {
                batch.get(0).answer.completeExceptionally(e);
                return;
            }
            LOG.log(WARNING, device + ": a batch of " + batch.size() + " clips failed and is tried in halves", e);
            int half = batch.size() / 2;
            encode(backend, batch.subList(0, half));
            encode(backend, batch.subList(half, batch.size()));
        }
    }

    private void retire(List<Clip> batch, DeviceFailedException failure) {
        LOG.log(ERROR, device + " failed and is taken out", failure);
        batcher.retire(unanswered(batch), failure);
    }

    private static List<Clip> unanswered(List<Clip> batch) {
        List<Clip> left = new ArrayList<>(batch);
        left.removeIf(clip -> clip.answer.isDone());
        return left;
    }
}
