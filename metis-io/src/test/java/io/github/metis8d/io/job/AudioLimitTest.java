package io.github.metis8d.io.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class AudioLimitTest {
    private final AudioLimit limit = new AudioLimit(100);

    /** Runs a call on a thread of its own. */
    private static final class Caller {
        private final CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        private final Thread thread;

        Caller(Runnable call) {
            thread = new Thread(() -> {
                try {
                    call.run();
                    interrupted.complete(Thread.currentThread().isInterrupted());
                } catch (Throwable e) {
                    interrupted.completeExceptionally(e);
                }
            });
            thread.start();
        }

        Caller awaitWaiting() {
            while (thread.getState() != Thread.State.WAITING) {
                assertThat(interrupted).as("the call, which should wait").isNotDone();
                Thread.onSpinWait();
            }
            return this;
        }

        void awaitDone() {
            assertThat(interrupted.join()).isFalse();
        }

        void awaitCancelled() {
            assertThatThrownBy(interrupted::join)
                    .satisfies(e -> assertThat(e instanceof CancellationException ? e : e.getCause())
                            .isInstanceOf(CancellationException.class));
        }
    }

    @Test
    void asMuchAsIsAllowedFindsRoom() {
        assertThat(limit.tryAdd(60)).isTrue();
        assertThat(limit.tryAdd(40)).isTrue();
        assertThat(limit.tryAdd(1)).isFalse();
    }

    @Test
    void whatFoundNoRoomIsNotCounted() {
        limit.add(60);
        assertThat(limit.tryAdd(41)).isFalse();
        assertThat(limit.tryAdd(40)).isTrue();
    }

    @Test
    void nothingFindsRoomEvenWhereThereIsNone() {
        limit.add(100);
        assertThat(limit.tryAdd(0)).isTrue();
    }

    @Test
    void whatIsMoreThanAllowedIsThereAloneOnly() {
        limit.add(1);
        assertThat(limit.tryAdd(1000)).isFalse();
        limit.remove(1);
        assertThat(limit.tryAdd(1000)).isTrue();
        assertThat(limit.tryAdd(1)).isFalse();
    }

    @Test
    void whoFindsNoRoomWaitsUntilThereIsEnough() {
        limit.add(70);
        limit.add(30);
        Caller caller = new Caller(() -> limit.add(50)).awaitWaiting();
        limit.remove(30);
        caller.awaitWaiting();
        limit.remove(70);
        caller.awaitDone();
        assertThat(limit.tryAdd(51)).isFalse();
        assertThat(limit.tryAdd(50)).isTrue();
    }

    @Test
    void whoWaitsForNoneIsToldOfTheLast() {
        limit.awaitNone();
        limit.add(10);
        limit.add(20);
        Caller caller = new Caller(limit::awaitNone).awaitWaiting();
        limit.remove(10);
        caller.awaitWaiting();
        limit.remove(20);
        caller.awaitDone();
    }

    @Test
    void stoppedNobodyWaitsAnyMore() {
        limit.add(100);
        List<Caller> callers = List.of(new Caller(() -> limit.add(1)), new Caller(limit::awaitNone));
        callers.forEach(Caller::awaitWaiting);
        limit.stop();
        callers.forEach(Caller::awaitCancelled);
        assertThatThrownBy(() -> limit.add(1)).isInstanceOf(CancellationException.class);
        assertThatThrownBy(limit::awaitNone).isInstanceOf(CancellationException.class);
    }

    @Test
    void stoppedWhatFindsRoomNeedNotWait() {
        limit.stop();
        limit.add(100);
        limit.remove(100);
        limit.awaitNone();
    }

    @Test
    void whoIsInterruptedGivesUpAndStaysInterrupted() {
        limit.add(100);
        Caller caller = new Caller(() -> {
                    try {
                        limit.add(1);
                    } finally {
                        assertThat(Thread.currentThread().isInterrupted()).isTrue();
                    }
                })
                .awaitWaiting();
        caller.thread.interrupt();
        caller.awaitCancelled();
        limit.remove(100);
        limit.awaitNone(); // What gave up was not counted.
    }

    /** Whoever comes, and however much each brings. */
    @Property(tries = 20)
    void noMoreIsThereThanIsAllowed(
            @ForAll @Size(min = 2, max = 40) List<@IntRange(min = 1, max = 100) Integer> parts) {
        AtomicLong held = new AtomicLong();
        AtomicLong most = new AtomicLong();
        List<Caller> callers = new ArrayList<>();
        for (int part : parts) {
            callers.add(new Caller(() -> {
                limit.add(part);
                most.accumulateAndGet(held.addAndGet(part), Math::max);
                Thread.yield();
                held.addAndGet(-part);
                limit.remove(part);
            }));
        }
        callers.forEach(Caller::awaitDone);
        assertThat(most.get()).isLessThanOrEqualTo(100);
        limit.awaitNone();
    }
}
