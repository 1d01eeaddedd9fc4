package io.github.metis8d;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

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
    /** Why nothing more is taken, anew for each who asks; null while clips are taken. */
    private Supplier<RuntimeException> end;

    /**
     * @param workers the devices that will take batches
     * @param maxDelayNanos how long a clip may wait for others to share its batch
     */
    Batcher(int workers, long maxDelayNanos) {
        this.workers = workers;
        this.maxDelayNanos = maxDelayNanos;
    }

    /** @param teller is given the clip when there is something to {@link Clip#tell} */
    CompletableFuture<Latents> submit(float[] samples, Consumer<Clip> teller) {
        lock.lock();
        try {
            Clip clip = newClip(samples, System.nanoTime() + maxDelayNanos, teller);
            singles.add(clip);
            changed.signalAll();
            return clip.answer;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes clips that share batches with each other only and need not wait for company; the longest are encoded first.
     *
     * @param teller as {@link #submit} takes it
     */
    List<CompletableFuture<Latents>> submitAll(List<float[]> samples, Consumer<Clip> teller) {
        lock.lock();
        try {
            long now = System.nanoTime();
            List<Clip> clips =
                    samples.stream().map(s -> newClip(s, now, teller)).toList();
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

    private Clip newClip(float[] samples, long due, Consumer<Clip> teller) {
        if (end != null) {
            throw end.get();
        }
        return new Clip(samples, due, sequence++, teller);
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
                List<Clip> batch = next(budgetSeconds, pending -> nanosToWait(pending) <= 0);
                if (batch != null) {
                    return batch;
                }
                changed.awaitNanos(nanosToWait(first()));
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    private static long nanosToWait(PendingClips pending) {
        Clip oldest = pending.oldest();
        return oldest == null ? Long.MAX_VALUE : oldest.dueNanos - System.nanoTime();
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
            return end == null ? next(budgetSeconds, pending -> pending != singles) : null;
        } finally {
            lock.unlock();
        }
    }

    /** The next batch, if it is full, or may go as it is; else null. */
    private List<Clip> next(double budgetSeconds, Predicate<PendingClips> mayGo) {
        while (true) {
            PendingClips pending = first();
            if (pending.oldest() == null || pending.seconds() < budgetSeconds && !mayGo.test(pending)) {
                return null;
            }
            List<Clip> batch = pending.takeBatch(budgetSeconds).stream()
                    .filter(Clip::isPending)
                    .toList();
            if (!batch.isEmpty()) {
                return batch;
            }
        }
    }

    /**
     * Ends one worker whose device failed. Its clips go to another device, or fail with it where no other is left or the
     * encoder is closed.
     *
     * @param device its name, which the clips keep
     */
    void retire(String device, List<Clip> unanswered, DeviceFailedException failure) {
        boolean taken;
        lock.lock();
        try {
            // Once the queue has ended the other workers leave without a word, and nobody would take these clips.
            taken = --workers > 0 && end == null;
            if (taken) {
                unanswered.forEach(clip -> clip.failedOn = device);
                unanswered.forEach(singles::add);
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
        if (!taken) {
            Supplier<RuntimeException> reason = () -> new DeviceFailedException(failure.getMessage(), failure);
            unanswered.forEach(clip -> clip.fail(reason.get()));
            end(reason);
        }
    }

    void close() {
        end(() -> new IllegalStateException("the encoder is closed"));
    }

    private void end(Supplier<RuntimeException> reason) {
        List<Clip> orphans;
        lock.lock();
        try {
            if (end == null) {
                end = reason;
            }
            orphans = singles.takeAll();
            groups.forEach(group -> orphans.addAll(group.takeAll()));
            groups.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        orphans.forEach(clip -> clip.fail(reason.get()));
    }
}
