package io.github.metis8d;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The one queue between the callers and the devices: callers put clips in, device workers take batches out.
 *
 * <p>Clips that came one by one and groups that came together take turns at being the first of a batch, so that a single
 * clip is in the next batch or the one after, however large a group waits, and a group has at least every second batch,
 * however many single clips come. So do the groups among each other. What the first leave free of a batch, others fill.
 */
final class Batcher {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** Clips that came one by one, and wait for company. */
    private final Line singles = new Line();
    /** Clips that came together; none of them is empty. */
    private final Deque<Line> groups = new ArrayDeque<>();
    /** Whether single clips are served before groups, once. */
    private boolean singlesAreNext;

    private final long maxDelayNanos;
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
        Clip clip = new Clip(samples, System.nanoTime() + maxDelayNanos, teller);
        lock.lock();
        try {
            checkOpen();
            singles.add(clip);
            changed.signalAll();
            return clip.answer;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes clips that need not wait for company.
     *
     * @param teller as {@link #submit} takes it
     */
    List<CompletableFuture<Latents>> submitAll(List<float[]> samples, Consumer<Clip> teller) {
        long now = System.nanoTime();
        List<Clip> clips = samples.stream().map(s -> new Clip(s, now, teller)).toList();
        Line group = new Line();
        clips.forEach(group::add);
        lock.lock();
        try {
            checkOpen();
            if (!group.isEmpty()) {
                groups.add(group);
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
        return clips.stream().map(clip -> clip.answer).toList();
    }

    private void checkOpen() {
        if (end != null) {
            throw end.get();
        }
    }

    /**
     * Waits for a batch: until clips that came together wait, enough to fill it, or the oldest is due.
     *
     * @param budgetSeconds the most seconds in a batch
     * @return clips that still want an answer, or null once the queue has ended
     */
    List<Clip> take(double budgetSeconds) throws InterruptedException {
        lock.lock();
        try {
            while (end == null) {
                long nanosLeft = nanosUntilDue();
                List<Clip> batch = nanosLeft <= 0 ? next(budgetSeconds) : nextIfFull(budgetSeconds);
                if (!batch.isEmpty()) {
                    return batch;
                }
                if (nanosLeft > 0) {
                    changed.awaitNanos(nanosLeft);
                }
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    private long nanosUntilDue() {
        return singles.isEmpty() ? Long.MAX_VALUE : singles.oldest().dueNanos - System.nanoTime();
    }

    /**
     * Gives a batch that need not grow by waiting, for a device that has one to work on: clips that came together, or
     * enough to fill it. Single clips that are fewer go on gathering while the device is busy.
     *
     * @param budgetSeconds as {@link #take} takes it
     * @return clips that still want an answer; none if there is no such batch now
     */
    List<Clip> poll(double budgetSeconds) {
        lock.lock();
        try {
            return nextIfFull(budgetSeconds);
        } finally {
            lock.unlock();
        }
    }

    private List<Clip> nextIfFull(double budgetSeconds) {
        List<Clip> batch = List.of();
        while (batch.isEmpty() && (!groups.isEmpty() || singles.seconds() >= budgetSeconds)) {
            batch = next(budgetSeconds);
        }
        return batch;
    }

    /** The next batch as it is, full or not; empty if nothing that waits wants an answer. */
    private List<Clip> next(double budgetSeconds) {
        Batch batch = new Batch(budgetSeconds);
        if (groups.isEmpty() || singlesAreNext && !singles.isEmpty()) {
            singlesAreNext = false;
            singles.fill(batch);
            fillFromGroups(batch);
        } else {
            singlesAreNext = true;
            Line first = groups.element();
            fillFromGroups(batch);
            singles.fill(batch);
            if (groups.peek() == first) {
                groups.add(groups.remove());
            }
        }
        return batch.clips();
    }

    private void fillFromGroups(Batch batch) {
        Iterator<Line> waiting = groups.iterator();
        while (waiting.hasNext() && !batch.isClosed()) {
            Line group = waiting.next();
            group.fill(batch);
            if (group.isEmpty()) {
                waiting.remove();
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
                singles.putBack(unanswered);
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
