package io.github.metis8d.cli;

import java.util.concurrent.CountDownLatch;

/**
 * Ends a job in order when the process is told to stop, by Ctrl-C or SIGTERM: asks it to end, and holds the process until
 * it has. The process's exit code is then 130 or 143, as is usual. Before there is a job, the process just ends.
 */
final class StopSignal implements AutoCloseable {
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook = new Thread(this::stop, "metis-stop");
    private volatile Runnable job;

    StopSignal() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** From now on there is a job, which must be told to end; this is called on another thread. */
    void tells(Runnable cancel) {
        job = cancel;
    }

    private void stop() {
        Runnable cancel = job;
        if (cancel == null) {
            return;
        }
        cancel.run();
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The job has ended, told to or by itself. */
    @Override
    public void close() {
        ended.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending; the hook has run, or does so now.
        }
    }
}
