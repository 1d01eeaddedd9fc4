package io.github.metis8d.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ends a job in order when the process is told to stop, by Ctrl-C, SIGTERM or SIGHUP: asks it to end, and holds the
 * process until it has, but not until a device has that may still compute. The process's exit code is then 130, 143 or
 * 129, as is usual. Before there is a job, the process just ends.
 */
final class StopSignal implements AutoCloseable {
    /** A disk may take so long for what is being written. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook = new Thread(this::stop, "metis-stop");
    private final Duration patience;
    private final Runnable giveUp;
    private volatile Runnable job;

    /**
     * Listens from now on.
     *
     * @param patience how long a job is waited for, that was told to end
     * @param giveUp called if it has not ended by then, before the process ends all the same
     */
    StopSignal(Duration patience, Runnable giveUp) {
        this.patience = patience;
        this.giveUp = giveUp;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** From now on there is a job, which must be told to end; this is called on another thread. */
    void tells(Runnable cancel) {
        job = cancel;
    }

    /** The job has ended, and what it wrote is on disk. What comes now need not be waited for. */
    void jobEnded() {
        ended.countDown();
    }

    /** Runs on a thread of its own when the process is told to stop. */
    void stop() {
        Runnable cancel = job;
        if (cancel == null) {
            return;
        }
        cancel.run();
        try {
            if (!ended.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                giveUp.run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** All is done, told to end or not. */
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
