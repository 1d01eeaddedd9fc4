package io.github.metis8d.cli;

import java.util.concurrent.CountDownLatch;

/**
 * Ends a job in order when the process is told to stop, by Ctrl-C or SIGTERM: asks it to end, and holds the process until
 * it has. The process's exit code is then 130 or 143, as is usual.
 */
final class StopSignal implements AutoCloseable {
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook;

    /** @param stop asks the job to end; called on another thread */
    StopSignal(Runnable stop) {
        this.hook = new Thread(
                () -> {
                    stop.run();
                    awaitEnd();
                },
                "metis-stop");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void awaitEnd() {
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
