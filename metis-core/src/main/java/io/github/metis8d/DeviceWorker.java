package io.github.metis8d;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;

import io.github.metis8d.spi.Backend;
import io.github.metis8d.spi.BackendDescription;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import java.util.stream.Collectors;

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

    /** The most audio in a batch, while memory is enough. */
    double batchSeconds() {
        return maxBatchSeconds > 0 ? maxBatchSeconds : description().batchSeconds();
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
        BatchesInFlight batches = new BatchesInFlight(backend, device);
        try {
            feed(batches, batchSeconds());
        } catch (DeviceFailedException e) {
            retire(batches, e);
        } catch (Throwable e) {
            // Whatever it was, this thread ends, and must leave no clip to wait for it.
            retire(batches, new DeviceFailedException(device + " failed: " + e, e));
        }
    }

    /** Keeps the device busy until the queue ends: it is given a batch before the answer of the last is awaited. */
    private void feed(BatchesInFlight batches, double budget) throws InterruptedException {
        while (true) {
            double seconds = Math.min(budget, batches.fittingSeconds());
            List<Clip> next = batches.isEmpty() ? batcher.take(seconds) : batcher.poll(seconds);
            if (next == null) {
                return;
            }
            if (!next.isEmpty()) {
                batches.start(next);
                tellOfOthersFailure(next);
            }
            if (!batches.isEmpty() && (next.isEmpty() || batches.isFull())) {
                batches.answerFirst();
            }
        }
    }

    private void tellOfOthersFailure(List<Clip> clips) {
        clips.stream()
                .filter(clip -> clip.failedOn != null)
                .collect(Collectors.groupingBy(clip -> clip.failedOn, Collectors.counting()))
                .forEach((failed, count) -> LOG.log(INFO, "{0} takes over {1} clips from {2}", device, count, failed));
    }

    private void retire(BatchesInFlight batches, DeviceFailedException failure) {
        List<Clip> unanswered = batches.abandon(failure);
        try {
            LOG.log(ERROR, device + " failed and is taken out", failure);
        } finally {
            batcher.retire(device, unanswered, failure);
        }
    }
}
