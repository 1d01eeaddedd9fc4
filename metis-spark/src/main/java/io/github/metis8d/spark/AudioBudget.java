package io.github.metis8d.spark;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/**
 * How many samples all tasks of a process may hold, decoded and not yet encoded. No file's length is known before it is
 * decoded, so each is counted while it grows, and waits while all together hold as much as they may. The one that has
 * been decoded for longest never waits: it may be longer than all that is allowed, and the others wait for it.
 */
final class AudioBudget {
    /** A file asks again when it has grown by so much. */
    private static final int STEP = 1 << 15;

    /** The files that are being decoded, the oldest first. */
    private final Deque<Share> growing = new ArrayDeque<>();

    private long max;
    private long held;
    private int shares;
    /** The one that is decoded alone, or waits for the others to end. */
    private Share alone;

    /** What one file holds. */
    final class Share implements IntConsumer, AutoCloseable {
        private final BooleanSupplier cancelled;
        private long counted;
        private boolean closed;

        private Share(BooleanSupplier cancelled) {
            this.cancelled = cancelled;
        }

        /** @throws CancellationException if it waits, and its task is cancelled */
        @Override
        public void accept(int samples) {
            if (samples - counted >= STEP) {
                grow(samples);
            }
        }

        /** The file is decoded, and does not grow any more. */
        void complete(int samples) {
            grow(samples);
            synchronized (AudioBudget.this) {
                growing.remove(this);
                AudioBudget.this.notifyAll();
            }
        }

        private void grow(long samples) {
            synchronized (AudioBudget.this) {
                while (growing.peek() != this && held + samples - counted > max) {
                    await(cancelled);
                }
                held += samples - counted;
                counted = samples;
            }
        }

        /** The samples are nowhere any more. Closing twice does nothing. */
        @Override
        public void close() {
            synchronized (AudioBudget.this) {
                if (!closed) {
                    closed = true;
                    end(this);
                }
            }
        }
    }

    /** Sets how many samples may be held, but for the oldest file, which may be longer. */
    synchronized void limit(long samples) {
        max = samples;
        notifyAll();
    }

    /**
     * Waits until another file may be decoded.
     *
     * @param cancelled whether its task has ended; asked when {@link #wake} is called
     * @throws CancellationException if it has
     */
    synchronized Share begin(BooleanSupplier cancelled) {
        while (alone != null || held > 0 && held >= max) {
            await(cancelled);
        }
        return add(new Share(cancelled));
    }

    /**
     * Waits until no other file is held, and lets none be begun until this one is closed: for a file that did not fit into
     * the heap beside the others.
     *
     * @param cancelled as above
     * @throws CancellationException as above
     */
    synchronized Share beginAlone(BooleanSupplier cancelled) {
        while (alone != null) {
            await(cancelled);
        }
        Share share = new Share(cancelled);
        alone = share;
        try {
            while (shares > 0) {
                await(cancelled);
            }
        } catch (CancellationException e) {
            alone = null;
            notifyAll();
            throw e;
        }
        return add(share);
    }

    private Share add(Share share) {
        shares++;
        growing.add(share);
        return share;
    }

    private void end(Share share) {
        shares--;
        growing.remove(share);
        held -= share.counted;
        if (alone == share) {
            alone = null;
        }
        notifyAll();
    }

    private void await(BooleanSupplier cancelled) {
        if (cancelled.getAsBoolean()) {
            throw new CancellationException();
        }
        try {
            wait();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException();
        }
    }

    /** Has those that wait ask whether their tasks have ended. */
    synchronized void wake() {
        notifyAll();
    }

    /** {@return the samples that are held now} */
    synchronized long held() {
        return held;
    }
}
