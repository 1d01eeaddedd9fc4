package io.github.metis8d.io.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class WriteFailureTest {
    private static final Disk FULL = new Disk(4096, false);
    private static final Disk ROOMY = new Disk(1L << 40, false);
    private static final Disk READ_ONLY = new Disk(1L << 40, true);

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(
                        new IOException("Auf dem Gerät ist kein Speicherplatz mehr verfügbar"),
                        FULL,
                        "Auf dem Gerät ist kein Speicherplatz mehr verfügbar",
                        "make room on the disk"),
                Arguments.of(
                        new FileSystemException("/d/x", null, "No space left on device"),
                        FULL,
                        "/d/x: No space left on device",
                        "make room on the disk"),
                Arguments.of(
                        new IOException("Datei zu groß"),
                        ROOMY,
                        "Datei zu groß",
                        "check the disk: it has room, but perhaps a quota, a limit of a file's size (ulimit -f), or a fault"),
                Arguments.of(
                        new AccessDeniedException("/d/x"),
                        FULL,
                        "/d/x: permission denied",
                        "see to it that the folder may be written"),
                Arguments.of(
                        new FileSystemException("/d/x", null, "Dateisystem ist nur lesbar"),
                        READ_ONLY,
                        "/d/x: Dateisystem ist nur lesbar",
                        "see to it that the folder may be written"),
                Arguments.of(
                        new NoSuchFileException("/d/x"),
                        ROOMY,
                        "/d/x: there is no such file or folder",
                        "see to it that the folder is there and stays"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void theDiskIsAskedAndNotTheLanguageOfTheSystem(IOException failure, Disk disk, String reason, String remedy) {
        assertThat(WriteFailure.of(failure, disk)).isEqualTo(new WriteFailure(reason, remedy));
    }

    @Test
    void aFileThatIsNotThereYetIsOnTheDiskOfItsFolder(@TempDir Path folder) {
        assertThat(Disk.of(folder.resolve("not/yet/here"))).isNotNull();
        assertThat(Disk.of(folder.resolve("x")).readOnly()).isFalse();
        assertThat(Disk.of(Path.of("/proc/self")).freeBytes()).isNotNegative();
    }
}
