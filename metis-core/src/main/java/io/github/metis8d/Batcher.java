package io.github.metis8d;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The one queue between the callers and the devices: callers put clips in, device workers take batches out. */
final class Batcher {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** Clips that came one by one and may be combined at will. */
    private final PendingClips singles = new PendingClips();
    /** Clips that came together and are combined with each other only. */
    private final Deque<PendingClips> groups = new ArrayDeque<>();

    private final long maxDelayNanos;
    private long sequence;
    private int workers;
    private RuntimeException end;

    /**
     * @param workers the devices that will take batches
     * @param maxDelayNanos how long a clip may wait for others to share its batch
     */
    Batcher(int workers, long maxDelayNanos) {
        this.workers = workers;
        this.maxDelayNanos = maxDelayNanos;
    }

    CompletableFuture<Latents> submit(float[] samples) {
        lock.lock();
        try {
            Clip clip = newClip(samples, System.nanoTime() + maxDelayNanos);
            singles.add(clip);
            changed.signalAll();
            return clip.answer;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes clips that share batches with each other only and need not wait for company; the longest are encoded first.
     */
    List<CompletableFuture<Latents>> submitAll(List<float[]> samples) {
        lock.lock();
        try {
            long now = System.nanoTime();
            List<Clip> clips = samples.stream().map(s -> newClip(s, now)).toList();
            PendingClips group = new PendingClips();
            clips.stream()
                    .sorted(Comparator.comparingInt((Clip c) -> -c.samples.length))
                    .forEach(group::add);
            groups.add(group);
            changed.signalAll();
            return clips.stream().map(clip -> clip.answer).toList();
        } finally {
            lock.unlock();
        }
    }

    private Clip newClip(float[] samples, long due) {
        if (end != null) {
            throw end;
        }
        return new Clip(samples, due, sequence++);
    }

    /** The clips among which the one that came first is; empty if none waits. */
    private PendingClips first() {
        while (!groups.isEmpty() && groups.element().oldest() == null) {
            groups.remove();
        }
        if (groups.isEmpty()) {
            return singles;
        }
        Clip single = singles.oldest();
        PendingClips group = groups.element();
        return single != null && single.sequence < group.oldest().sequence ? singles : group;
    }

    /**
     * Waits for a batch: until the oldest clip is due, or enough clips wait to fill it.
     *
     * @param budgetSeconds the most seconds in a batch, padding included
     * @return clips that still want an answer, or null once the queue has ended
     */
    List<Clip> take(double budgetSeconds) throws InterruptedException {
        lock.lock();
        try {
            while (end == null) {
                PendingClips pending = first();
                Clip oldest = pending.oldest();
                if (oldest == null) {
                    changed.await();
                    continue;
                }
                long wait = oldest.dueNanos - System.nanoTime();
                if (wait > 0 && pending.seconds() < budgetSeconds) {
                    changed.awaitNanos(wait);
                    continue;
                }
                List<Clip> batch = unanswered(pending.takeBatch(budgetSeconds));
                if (!batch.isEmpty()) {
                    return batch;
                }
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Gives a batch that would not grow by waiting, for a device that has one to work on: clips that came together, or
     * enough to fill it. Single clips that are fewer go on gathering while the device is busy.
     *
     * @param budgetSeconds as {@link #take} takes it
     * @return clips that still want an answer, or null if there is no such batch now
     */
    List<Clip> poll(double budgetSeconds) {
        lock.lock();
        try {
            while (end == null) {
                PendingClips pending = first();
                if (pending.oldest() == null || pending == singles && pending.seconds() < budgetSeconds) {
                    return null;
                }
                List<Clip> batch = unanswered(pending.takeBatch(budgetSeconds));
                if (!batch.isEmpty()) {
                    return batch;
                }
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    private static List<Clip> unanswered(List<Clip> batch) {
        return batch.stream().filter(clip -> !clip.answer.isDone()).toList();
    }

    /**
     * Ends one worker whose device failed. Its clips go to another device, or fail with it if it was the last.
     *
     * @param device its name, which the clips keep
     */
    void retire(String device, List<Clip> unanswered, DeviceFailedException failure) {
        boolean last;
        lock.lock();
        try {
            unanswered.forEach(clip -> clip.failedOn = device);
            unanswered.forEach(singles::add);
            changed.signalAll();
            last = --workers == 0;
        } finally {
            lock.unlock();
        }
        if (last) {
            end(failure);
        }
    }

    void close() {
        end(new IllegalStateException("the encoder is closed"));
    }

    private void end(RuntimeException reason) {
        List<Clip> orphans;
        lock.lock();
        try {
            if (end == null) {
                end = reason;
            }
            orphans = singles.takeAll();
            groups.forEach(group -> orphans.addAll(group.takeAll()));
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        orphans.forEach(clip -> clip.answer.completeExceptionally(reason));
    }
}
