package io.github.metis8d.io.latents;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.metis8d.MetisException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an application sees that has not the artifact metis-parquet, as this module's tests have it not. */
class WithoutParquetTest {
    private static final String WHAT_TO_ADD = "add the artifact io.github.metis8d:metis-parquet";

    @TempDir
    private Path temp;

    @Test
    void anOutputInParquetSaysWhichArtifactIsMissing() {
        Path output = temp.resolve("out.parquet");
        assertThatThrownBy(() -> OutputFormat.PARQUET.check(output, JobOutput.IfFinished.FAIL))
                .isInstanceOf(MetisException.class)
                .hasMessageContaining(WHAT_TO_ADD);
        assertThatThrownBy(() -> OutputFormat.PARQUET.open(output, false, Map.of(), JobOutput.IfFinished.FAIL))
                .hasMessageContaining(WHAT_TO_ADD);
    }

    @Test
    void soDoesReadingSuchAFile() throws IOException {
        Path file = Files.writeString(temp.resolve("x"), "PAR1...");
        assertThatThrownBy(() -> LatentReader.open(file)).hasMessageContaining(WHAT_TO_ADD);
    }

    @Test
    void numPyFilesDoNotGoToAFolderOfParquet() throws IOException {
        Files.writeString(Files.createDirectories(temp.resolve("out")).resolve("part-00000.parquet"), "PAR1");
        assertThatThrownBy(() -> OutputFormat.NPY.check(temp.resolve("out"), JobOutput.IfFinished.REPLACE))
                .hasMessageContaining("holds Parquet files");
    }
}
