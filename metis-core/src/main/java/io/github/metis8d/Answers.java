package io.github.metis8d;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Completes the futures that callers hold. What a caller hangs on a future runs when the future is completed, and may
 * wait for the encoder, close it, or never return; so no thread of a device does this.
 *
 * <p>One thread completes the futures, in the order in which the devices answered. Where a caller's code holds it up,
 * another goes on, so that every future is completed whatever hangs on the others. There is one thread more than
 * callers hold up.
 */
final class Answers {
    /** How long a caller's code may take before another thread goes on with the answers behind it. */
    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private static final long KEEP_ALIVE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** Clips that are answered, and whose futures are not completed yet. */
    private final Deque<Clip> waiting = new ArrayDeque<>();
    /** Clips whose futures are completed now, or have been, and hold up a thread. */
    private final List<Clip> telling = new ArrayList<>();
    /** The threads that wait for something to do, or are about to. While a clip waits, one of them watches the clock. */
    private int idle;
    /** The thread whose turn it is, or null. */
    private Thread teller;
    /** When the teller took the clip that it is at, on {@link System#nanoTime}'s scale. */
    private long tellingSince;

    private boolean closed;

    Answers() {
        // One thread stays to the end, so that where no more can be started the answers still come, one by one.
        idle = 1;
        thread().start();
    }

    private Thread thread() {
        Thread thread = new Thread(this::work, "metis-answers");
        thread.setDaemon(true);
        return thread;
    }

    /** Takes a clip that has been answered. Does not wait for anybody's code. */
    void add(Clip clip) {
        lock.lock();
        try {
            waiting.add(clip);
            if (idle == 0 || waiting.size() == 1) {
                callWatcher();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Has a thread look whether the teller gets on with the clips that wait. */
    private void callWatcher() {
        if (idle > 0) {
            changed.signal();
            return;
        }
        try {
            idle++;
            thread().start();
        } catch (OutOfMemoryError e) {
            // No thread is to be had. The answers wait for one that a caller's code holds up.
            idle--;
        }
    }

    private void work() {
        Clip clip;
        while ((clip = next()) != null) {
            try {
                clip.tell();
            } finally {
                // An interrupt was meant for the caller's code, which has ended.
                Thread.interrupted();
                told(clip);
            }
        }
    }

    private void told(Clip clip) {
        lock.lock();
        try {
            telling.remove(clip);
            idle++;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a clip that is this thread's turn to tell; null if the thread is of no more use. */
    private Clip next() {
        Thread me = Thread.currentThread();
        lock.lock();
        try {
            long idleSince = System.nanoTime();
            while (true) {
                long now = System.nanoTime();
                if (!waiting.isEmpty()) {
                    long patience = PATIENCE_NANOS - (now - tellingSince);
                    if (teller == null || teller == me || patience <= 0) {
                        return take(me, now);
                    }
                    await(patience);
                    continue;
                }
                if (teller == me) {
                    teller = null;
                }
                long keepAlive = KEEP_ALIVE_NANOS - (now - idleSince);
                if (closed || idle > 1 && keepAlive <= 0) {
                    idle--;
                    changed.signalAll();
                    return null;
                }
                await(idle > 1 ? keepAlive : Long.MAX_VALUE);
            }
        } finally {
            lock.unlock();
        }
    }

    private Clip take(Thread me, long now) {
        Clip clip = waiting.remove();
        telling.add(clip);
        idle--;
        tellingSince = now;
        if (teller != me) {
            teller = me;
            if (!waiting.isEmpty()) {
                callWatcher();
            }
        }
        if (closed) {
            changed.signalAll();
        }
        return clip;
    }

    private void await(long nanos) {
        try {
            changed.awaitNanos(nanos);
        } catch (InterruptedException e) {
            // Nobody has a reason to.
        }
    }

    /**
     * Waits until every future is completed, and every thread has gone but those that a caller's code holds up, which go
     * when it returns. No clip may come after.
     */
    void close() {
        List<Clip> last;
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
            while (!waiting.isEmpty() || idle > 0) {
                changed.awaitUninterruptibly();
            }
            last = List.copyOf(telling);
        } finally {
            lock.unlock();
        }
        // Completing a future and running what hangs on it are one call; only the first is waited for, a few
        // instructions.
        last.forEach(clip -> {
            while (!clip.answer.isDone()) {
                Thread.yield();
            }
        });
    }
}
