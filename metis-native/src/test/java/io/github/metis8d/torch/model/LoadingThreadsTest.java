package io.github.metis8d.torch.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.metis8d.ModelException;
import io.github.metis8d.torch.runtime.LibTorch;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoadingThreadsTest {
    @BeforeAll
    static void load() {
        LibTorch.load();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void thePartsComeInOrderWhicheverThreadBuiltThem(boolean parallel) {
        assertThat(LoadingThreads.run(parallel, 40, (part, memory) -> part))
                .containsExactlyElementsOf(IntStream.range(0, 40).boxed().toList());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatAPartThrowsIsThrownAndTheRestIsLeft(boolean parallel) {
        Set<Integer> built = ConcurrentHashMap.newKeySet();
        assertThatThrownBy(() -> LoadingThreads.run(parallel, 100_000, (part, memory) -> {
                    if (part == 3) {
                        throw new ModelException("part 3 is damaged");
                    }
                    return built.add(part);
                }))
                .isInstanceOf(ModelException.class)
                .hasMessage("part 3 is damaged");
        assertThat(built).doesNotContain(99_999);
    }

    @Test
    void aThreadThatCannotStartLeavesItsWorkToTheOthersWhichAreWaitedFor() {
        OneThread threads = new OneThread(new OutOfMemoryError("unable to create native thread"));
        assertThat(LoadingThreads.run(2, 10, threads::build, threads))
                .containsExactlyElementsOf(IntStream.range(0, 10).boxed().toList());
    }

    @Test
    void whateverKeepsAThreadFromStartingTheOthersAreWaitedFor() {
        OneThread threads = new OneThread(new Refusal("no more"));
        assertThatThrownBy(() -> LoadingThreads.run(2, 10, threads::build, threads))
                .hasMessage("no more");
        assertThat(threads.building).hasValue(0);
    }

    private static final class Refusal extends Error {
        private static final long serialVersionUID = 1L;

        Refusal(String message) {
            super(message);
        }
    }

    /** Starts one thread, and fails at the next while that one is building. */
    private static final class OneThread implements Executor {
        private final Error failure;
        private final CountDownLatch busy = new CountDownLatch(1);
        private final AtomicInteger building = new AtomicInteger();
        private boolean started;

        OneThread(Error failure) {
            this.failure = failure;
        }

        int build(int part, Scratch memory) {
            building.incrementAndGet();
            busy.countDown();
            // Long enough for one who does not wait to be seen.
            LockSupport.parkNanos(20_000_000);
            building.decrementAndGet();
            return part;
        }

        @Override
        public void execute(Runnable task) {
            if (!started) {
                started = true;
                new Thread(task).start();
                return;
            }
            try {
                busy.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            throw failure;
        }
    }
}
