package io.github.metis8d.io.latents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.metis8d.Latents;
import io.github.metis8d.MetisException;
import io.github.metis8d.io.latents.JobOutput.IfFinished;
import io.github.metis8d.io.latents.LatentReader.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("oldest-jackson")
class LatentReaderTest {
    private static final List<Entry> ENTRIES = List.of(
            new Entry("a/b.wav", latents(0, 0)),
            new Entry("a/ä \"1\".wav", latents(3, 1.5f)),
            new Entry("c.wav", latents(2000, -0.25f)));

    @TempDir
    private Path folder;

    private static Latents latents(int rows, float value) {
        float[] values = new float[rows * Latents.DIMENSIONS];
        for (int i = 0; i < values.length; i++) {
            values[i] = value * i;
        }
        return new Latents(values);
    }

    private Path write(OutputFormat format, boolean compress, boolean finish) throws IOException {
        Path file = folder.resolve("out");
        try (JobOutput output = format.open(file, compress, Map.of("model", "a"), IfFinished.FAIL)) {
            for (Entry entry : ENTRIES) {
                output.write(entry.key(), entry.latents());
                output.flush();
            }
            if (finish) {
                output.finish();
            }
            return finish ? file : output.partial();
        }
    }

    private static List<Entry> read(Path file, List<Entry> entries) throws IOException {
        try (LatentReader reader = LatentReader.open(file)) {
            for (Entry entry = reader.next(); entry != null; entry = reader.next()) {
                entries.add(entry);
            }
        }
        return entries;
    }

    @ParameterizedTest
    @CsvSource({"JSON, false", "JSON, true", "JSONL, false", "JSONL, true", "NPY, false"})
    void whatAJobWritesIsRead(OutputFormat format, boolean compress) throws IOException {
        assertThat(read(write(format, compress, true), new ArrayList<>())).containsExactlyElementsOf(ENTRIES);
    }

    @ParameterizedTest
    @CsvSource({"JSON, false", "JSON, true", "NPY, false"})
    void ofAnOutputThatIsNotFinishedTheWholeEntriesAreRead(OutputFormat format, boolean compress) throws IOException {
        Path partial = write(format, compress, false);
        List<Entry> entries = new ArrayList<>();
        assertThatThrownBy(() -> read(partial, entries))
                .isInstanceOf(CutShortException.class)
                .hasMessageContaining(partial.toString());
        assertThat(entries).containsExactlyElementsOf(ENTRIES);
    }

    @ParameterizedTest
    @CsvSource({"JSON, false", "JSON, true", "JSONL, false", "JSONL, true"})
    void ofATornFileTheWholeEntriesAreRead(OutputFormat format, boolean compress) throws IOException {
        Path file = write(format, compress, true);
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length - 60));
        List<Entry> entries = new ArrayList<>();
        assertThatThrownBy(() -> read(file, entries)).isInstanceOf(CutShortException.class);
        assertThat(entries).containsExactlyElementsOf(ENTRIES.subList(0, 2));
    }

    @Test
    void linesThatEndWithALineAreWhole() throws IOException {
        Path partial = write(OutputFormat.JSONL, false, false);
        assertThat(read(partial, new ArrayList<>())).containsExactlyElementsOf(ENTRIES);
    }

    @Test
    void aSingleNumPyFileIsOneEntry() throws IOException {
        Path tree = write(OutputFormat.NPY, false, true);
        assertThat(read(tree.resolve("c.wav.npy"), new ArrayList<>())).containsExactly(ENTRIES.get(2));
    }

    @Test
    void theNaNOfPythonIsRead() throws IOException {
        Path file = Files.writeString(folder.resolve("x.json"), "{\"a\": [[NaN, 1, Infinity, -Infinity, 2, 3, 4, 5]]}");
        assertThat(read(file, new ArrayList<>()).get(0).latents().values())
                .containsExactly(Float.NaN, 1, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 2, 3, 4, 5);
    }

    @Test
    void whatIsNoOutputIsNamed() throws IOException {
        assertThatThrownBy(() -> LatentReader.open(folder.resolve("none")))
                .hasMessage("there is no file " + folder.resolve("none"));
        assertThatThrownBy(() -> LatentReader.open(folder)).hasMessageContaining("no latents in " + folder);
        Path text = Files.writeString(folder.resolve("text"), "Dear reader,\n");
        assertThatThrownBy(() -> read(text, new ArrayList<>()))
                .isInstanceOf(MetisException.class)
                .hasMessageContaining(text + " is not");
        Path lines = Files.writeString(folder.resolve("l"), "{\"path\": \"a\", \"other\": []}\n");
        assertThatThrownBy(() -> read(lines, new ArrayList<>())).hasMessageContaining("the field \"latents\"");
    }
}
