package io.github.metis8d.io.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FetchLockTest {
    @TempDir
    private Path temp;

    private String modeOfALockOn(Path file) throws IOException {
        FetchLock.take(file, "a file", FetchListener.NONE).close();
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    /** huggingface_hub #3714: mode 0664, whatever the umask; who waits for the lock must write to the file. */
    @Test
    void anotherUserOfTheGroupCanWaitForIt() throws IOException {
        assertThat(modeOfALockOn(temp.resolve("a.lock"))).isEqualTo("rw-rw-r--");
    }

    @Test
    void theFileOfAnOlderVersionIsOpenedToThem() throws IOException {
        Path file = Files.createFile(temp.resolve("a.lock"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        assertThat(modeOfALockOn(file)).isEqualTo("rw-rw-r--");
    }
}
