package io.github.metis8d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A class that does not fit into 300 lines of code has more than one job. Comments and empty lines do not count. */
class SourceSizeTest {
    private static final int MOST = 300;

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(".."))) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> file.toString().contains("/src/main/java/"))
                    .toList();
        }
    }

    private static long linesOfCode(Path source) {
        try (Stream<String> lines = Files.lines(source)) {
            return lines.map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("/") && !line.startsWith("*"))
                    .count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void classesAreSmall() throws IOException {
        List<Path> sources = sources();
        assertThat(sources).as("the modules beside this one").hasSizeGreaterThan(200);
        assertThat(sources)
                .allSatisfy(source ->
                        assertThat(linesOfCode(source)).as(source.toString()).isLessThanOrEqualTo(MOST));
    }
}
