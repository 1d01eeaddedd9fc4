package io.github.metis8d.io.job;

import java.util.concurrent.CancellationException;
import java.util.function.IntConsumer;

/**
 * How many samples may be held ahead of who takes them. No file's length is known before it is decoded, so each is counted
 * while it grows, and waits while all together hold as much as they may. The file that is taken next never waits: it may
 * be longer than all that is allowed, and the others wait for it.
 */
final class SampleBudget {
    /** A file asks again when it has grown by so much. */
    private static final int STEP = 1 << 15;

    private final long max;
    private long held;
    /** The place of the file that is taken next. */
    private long next;

    private boolean cancelled;

    /** @param max samples that may be held, but for the next file */
    SampleBudget(long max) {
        this.max = max;
    }

    /** What one file holds. */
    final class Share implements IntConsumer {
        private final long place;
        private long counted;

        private Share(long place) {
            this.place = place;
        }

        @Override
        public void accept(int decoded) {
            if (decoded - counted >= STEP) {
                grow(decoded);
            }
        }

        /** Counts what the file holds in the end. */
        void complete(int samples) {
            grow(samples);
        }

        private void grow(long samples) {
            synchronized (SampleBudget.this) {
                await(samples - counted);
                held += samples - counted;
                counted = samples;
            }
        }

        private void await(long more) {
            while (place != next && held + more > max) {
                if (cancelled) {
                    throw new CancellationException();
                }
                try {
                    SampleBudget.this.wait();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new CancellationException();
                }
            }
        }

        /** The file's samples are nowhere any more. */
        void drop() {
            synchronized (SampleBudget.this) {
                held -= counted;
                counted = 0;
                SampleBudget.this.notifyAll();
            }
        }
    }

    /**
     * Waits until another file may be begun.
     *
     * @param place its place among all, from 0
     * @throws CancellationException if it shall not be begun
     */
    Share begin(long place) {
        Share share = new Share(place);
        share.grow(1);
        return share;
    }

    /** The file that was next is taken; its share is dropped by then. */
    synchronized void taken() {
        next++;
        notifyAll();
    }

    /** Makes the files that wait, or come to wait, give up; or lets them wait again. */
    synchronized void cancelWaiting(boolean cancel) {
        cancelled = cancel;
        notifyAll();
    }
}
