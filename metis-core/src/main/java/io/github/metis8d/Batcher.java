package io.github.metis8d;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The one queue between the callers and the devices: callers put clips in, device workers take batches out. */
final class Batcher {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final PendingClips pending = new PendingClips();
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
        return put(List.of(samples), maxDelayNanos).get(0);
    }

    /** Takes all clips at once, so that their batches need not wait for company; the longest are encoded first. */
    List<CompletableFuture<Latents>> submitAll(List<float[]> clips) {
        return put(clips, 0);
    }

    private List<CompletableFuture<Latents>> put(List<float[]> samples, long delayNanos) {
        lock.lock();
        try {
            if (end != null) {
                throw end;
            }
            long due = System.nanoTime() + delayNanos;
            List<Clip> clips = new ArrayList<>(samples.size());
            for (float[] s : samples) {
                clips.add(new Clip(s, due, sequence++));
            }
            clips.stream()
                    .sorted(Comparator.comparingInt((Clip c) -> -c.samples.length))
                    .forEach(pending::add);
            changed.signalAll();
            return clips.stream().map(clip -> clip.answer).toList();
        } finally {
            lock.unlock();
        }
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
                List<Clip> batch = pending.takeBatch(budgetSeconds);
                batch.removeIf(clip -> clip.answer.isDone());
                if (!batch.isEmpty()) {
                    return batch;
                }
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** Ends one worker whose device failed. Its clips go to another device, or fail with it if it was the last. */
    void retire(List<Clip> unanswered, DeviceFailedException failure) {
        boolean last;
        lock.lock();
        try {
            unanswered.forEach(pending::add);
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
            orphans = pending.takeAll();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        orphans.forEach(clip -> clip.answer.completeExceptionally(reason));
    }
}
