package io.github.metis8d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class OutputFailureTest {
    private static String message(IOException failure) {
        return OutputFailure.of(Path.of("out.json"), failure, "try again").getMessage();
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(
                        new IOException("No space left on device"),
                        "No space left on device; make room on the disk, and try again"),
                Arguments.of(
                        new IOException("Disk quota exceeded"),
                        "Disk quota exceeded; make room on the disk, and try again"),
                Arguments.of(
                        new FileSystemException("/d/x", null, "No space left on device"),
                        "/d/x: No space left on device; make room on the disk, and try again"),
                Arguments.of(new IOException("File too large"), "File too large; make room on the disk, and try again"),
                Arguments.of(
                        new AccessDeniedException("/d/x"),
                        "/d/x: permission denied; see to it that the folder may be written, and try again"),
                Arguments.of(
                        new FileSystemException("/d/x", null, "Read-only file system"),
                        "/d/x: Read-only file system; see to it that the folder may be written, and try again"),
                Arguments.of(
                        new NoSuchFileException("/d/x"),
                        "/d/x: there is no such file or folder; see to it that the folder is there and stays, and try"
                                + " again"),
                Arguments.of(
                        new IOException("Input/output error"), "Input/output error; check the disk, and try again"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void itSaysWhatHappenedAndWhatToDo(IOException failure, String expected) {
        assertThat(message(failure)).isEqualTo("the output out.json cannot be written: " + expected);
    }

    @Test
    void theCauseIsKeptForThoseWhoAskWhereItHappened() {
        IOException failure = new IOException("x");
        assertThat(OutputFailure.of(Path.of("out.json"), failure, "try again")).hasCause(failure);
    }
}
