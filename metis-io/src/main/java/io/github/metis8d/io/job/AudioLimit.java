package io.github.metis8d.io.job;

import java.util.concurrent.CancellationException;

/** How much audio may be somewhere at a time. What is more than that alone may be there if nothing else is. */
final class AudioLimit {
    private final long max;
    private long held;
    private boolean stopped;

    /** @param max samples */
    AudioLimit(long max) {
        this.max = max;
    }

    /** {@return whether there was room for so many samples, which are there now} */
    synchronized boolean tryAdd(long samples) {
        if (held > 0 && held + samples > max) {
            return false;
        }
        held += samples;
        return true;
    }

    /**
     * Waits for room.
     *
     * @throws CancellationException if there will be none
     */
    synchronized void add(long samples) {
        while (!tryAdd(samples)) {
            await();
        }
    }

    /**
     * Waits until nothing is there.
     *
     * @throws CancellationException as {@link #add}
     */
    synchronized void awaitNone() {
        while (held > 0) {
            await();
        }
    }

    private void await() {
        if (stopped) {
            throw new CancellationException();
        }
        try {
            wait();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException();
        }
    }

    synchronized void remove(long samples) {
        held -= samples;
        notifyAll();
    }

    /** Lets nobody wait any more. */
    synchronized void stop() {
        stopped = true;
        notifyAll();
    }
}
