package io.github.metis8d.io.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessLockTest {
    @TempDir
    private Path temp;

    private static void fail() {
        throw new AssertionError("no other process has it");
    }

    @Test
    void oneThreadHasItAlsoUnderAnotherName() throws IOException {
        Path file = temp.resolve("a.lock");
        Path link = Files.createSymbolicLink(temp.resolve("link"), temp);
        try (ProcessLock lock = ProcessLock.tryTake(file).orElseThrow()) {
            assertThat(ProcessLock.tryTake(file)).isEmpty();
            assertThat(ProcessLock.tryTake(link.resolve("a.lock"))).isEmpty();
            assertThat(ProcessLock.tryTake(temp.resolve("b.lock")).map(ProcessLockTest::closed))
                    .isPresent();
        }
        assertThat(ProcessLock.tryTake(file).map(ProcessLockTest::closed)).isPresent();
    }

    private static boolean closed(ProcessLock lock) {
        try {
            lock.close();
            return true;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void anotherThreadWaitsForIt() throws Exception {
        Path file = temp.resolve("a.lock");
        CompletableFuture<Void> other;
        try (ProcessLock lock = ProcessLock.take(file, ProcessLockTest::fail)) {
            other = CompletableFuture.runAsync(() -> {
                try {
                    ProcessLock.take(file, ProcessLockTest::fail).close();
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            assertThat(other).isNotDone();
        }
        other.get(1, TimeUnit.MINUTES);
    }

    @Test
    void closedTwiceItIsGivenBackOnce() throws IOException {
        Path file = temp.resolve("a.lock");
        ProcessLock first = ProcessLock.take(file, ProcessLockTest::fail);
        first.close();
        try (ProcessLock second = ProcessLock.tryTake(file).orElseThrow()) {
            first.close();
            assertThat(ProcessLock.tryTake(file)).isEmpty();
        }
    }

    @Test
    void aFolderThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> ProcessLock.tryTake(temp.resolve("none/a.lock")))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining(temp.resolve("none").toString());
    }

    @Test
    void whatCannotBeOpenedIsNotHeld() throws IOException {
        Path folder = Files.createDirectory(temp.resolve("a.lock"));
        assertThatThrownBy(() -> ProcessLock.tryTake(folder)).isInstanceOf(IOException.class);
        Files.delete(folder);
        assertThat(ProcessLock.tryTake(folder).map(ProcessLockTest::closed)).isPresent();
    }
}
