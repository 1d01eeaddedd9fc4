package io.github.metis8d.torch.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.metis8d.ModelException;
import io.github.metis8d.torch.LibTorch;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
        AtomicInteger started = new AtomicInteger();
        Executor oneThread = task -> {
            if (started.incrementAndGet() > 1) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            new Thread(task).start();
        };
        assertThat(LoadingThreads.run(
                        2,
                        10,
                        (part, memory) -> {
                            LockSupport.parkNanos(5_000_000);
                            return part;
                        },
                        oneThread))
                .containsExactlyElementsOf(IntStream.range(0, 10).boxed().toList());
    }

    @Test
    void whateverKeepsAThreadFromStartingTheOthersAreWaitedFor() {
        AtomicInteger working = new AtomicInteger();
        AtomicInteger started = new AtomicInteger();
        Executor oneThread = task -> {
            if (started.incrementAndGet() > 1) {
                throw new IllegalStateException("no more");
            }
            new Thread(task).start();
        };
        assertThatThrownBy(() -> LoadingThreads.run(
                        2,
                        10,
                        (part, memory) -> {
                            working.incrementAndGet();
                            LockSupport.parkNanos(5_000_000);
                            return working.decrementAndGet();
                        },
                        oneThread))
                .hasMessage("no more");
        assertThat(working).hasValue(0);
        assertThat(started).hasValue(2);
    }
}
