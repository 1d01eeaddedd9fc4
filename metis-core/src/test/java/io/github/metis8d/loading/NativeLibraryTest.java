package io.github.metis8d.loading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.metis8d.MetisException;
import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeLibraryTest {
    @TempDir
    Path cache;

    /** Loads nothing, and says what it saw. */
    private final class Library extends NativeLibrary {
        private final Runnable loading;
        private final AtomicInteger loads = new AtomicInteger();
        private long unpacking = -1;

        Library(Runnable loading) {
            super("LibX", Set.of("linux-x86_64"), 0);
            this.loading = loading;
        }

        @Override
        protected String platform() {
            return "linux-x86_64";
        }

        @Override
        protected Path cacheFolder() {
            return cache;
        }

        @Override
        protected List<String> lastUnpacked() {
            return List.of("org/x/nowhere.so");
        }

        @Override
        protected void unpackAndLoad() {
            loads.incrementAndGet();
            unpacking = lockFile().length();
            loading.run();
        }

        private File lockFile() {
            return cache.resolve(CacheLock.FILE).toFile();
        }
    }

    @Test
    void aLibraryIsLoadedOnce() {
        Library library = new Library(() -> {});
        library.load();
        library.load();
        assertThat(library.loads).hasValue(1);
    }

    @Test
    void aFailureIsToldAgainWithoutASecondTry() {
        Library library = new Library(() -> {
            throw new UnsatisfiedLinkError("no luck");
        });
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(library::load)
                    .isInstanceOf(MetisException.class)
                    .hasMessage("LibX cannot be loaded on linux-x86_64: no luck")
                    .hasRootCauseInstanceOf(UnsatisfiedLinkError.class);
        }
        assertThat(library.loads).hasValue(1);
    }

    @Test
    void whatAProcessThatDiedLeftIsUnpackedAnewAndThenNoMore() throws IOException {
        Files.write(cache.resolve(CacheLock.FILE), new byte[1]);
        Library first = new Library(() -> {});
        first.load();
        assertThat(first.unpacking).isEqualTo(1);
        Library second = new Library(() -> {});
        second.load();
        assertThat(second.unpacking).as("others may load meanwhile").isZero();
    }

    @Test
    void aFailureLeavesTheCacheToBeUnpackedAnew() throws IOException {
        Files.write(cache.resolve(CacheLock.FILE), new byte[1]);
        assertThatThrownBy(new Library(() -> {
                    throw new UnsatisfiedLinkError("No space left on device");
                })::load)
                .isInstanceOf(MetisException.class);
        assertThat(cache.resolve(CacheLock.FILE)).hasSize(1);
    }

    @Test
    void withoutALockLoadingGoesOn() throws IOException {
        Files.createDirectory(cache.resolve(CacheLock.FILE)); // which cannot be opened
        Library library = new Library(() -> {});
        library.load();
        assertThat(library.loads).hasValue(1);
    }

    @Test
    void anInterruptedThreadLoadsUnderTheLockAndStaysInterrupted() {
        Library library = new Library(() -> {
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            assertThatThrownBy(() -> {
                        try (FileChannel other =
                                FileChannel.open(cache.resolve(CacheLock.FILE), StandardOpenOption.WRITE)) {
                            other.tryLock();
                        }
                    })
                    .isInstanceOf(OverlappingFileLockException.class);
        });
        Thread.currentThread().interrupt();
        library.load();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void twoThreadsOfAProcessLoadOneAfterTheOther() throws InterruptedException {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Runnable loading = () -> {
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            Thread.onSpinWait();
            inside.decrementAndGet();
        };
        CountDownLatch start = new CountDownLatch(1);
        List<Thread> threads = IntStream.range(0, 8)
                .mapToObj(i -> new Thread(() -> {
                    try {
                        start.await();
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                    new Library(loading).load();
                }))
                .toList();
        threads.forEach(Thread::start);
        start.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(most).hasValue(1);
    }

    @Test
    void theMemoryLimitOfJavaCppIsLiftedUnlessSomebodySetIt() {
        String property = "org.bytedeco.javacpp.maxPhysicalBytes";
        String before = System.getProperty(property);
        try {
            System.clearProperty(property);
            new Library(() -> {}).load();
            assertThat(System.getProperty(property)).isEqualTo("0");
            System.setProperty(property, "4g");
            new Library(() -> {}).load();
            assertThat(System.getProperty(property)).isEqualTo("4g");
        } finally {
            if (before == null) {
                System.clearProperty(property);
            } else {
                System.setProperty(property, before);
            }
        }
    }
}
