package io.github.metis8d.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.metis8d.Latents;
import io.github.metis8d.MetisException;
import io.github.metis8d.io.latents.JobOutput;
import io.github.metis8d.io.latents.JobOutput.IfFinished;
import io.github.metis8d.io.latents.LatentMerge;
import io.github.metis8d.io.latents.LatentReader;
import io.github.metis8d.io.latents.OutputFormat;
import io.github.metis8d.io.latents.SourceStamp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Any format into any other by {@link LatentMerge}. */
class ConversionTest {
    private static final Map<String, String> MAKER = Map.of("model", "a", "precision", "fp32", "audio folder", "/x");
    private static final SourceStamp STAMP = new SourceStamp(7, Instant.EPOCH);

    @TempDir
    private Path temp;

    /** How an output is written. */
    record Form(OutputFormat format, boolean compress) {}

    static List<Form> forms() {
        List<Form> forms = new ArrayList<>();
        for (OutputFormat format : OutputFormat.values()) {
            forms.add(new Form(format, false));
            if (!format.isFolder()) {
                forms.add(new Form(format, true));
            }
        }
        return forms;
    }

    static Stream<Arguments> pairs() {
        return forms().stream().flatMap(from -> forms().stream().map(to -> Arguments.of(from, to)));
    }

    private static Latents latents(int i) {
        Random random = new Random(i);
        float[] values = new float[random.nextInt(5) * Latents.DIMENSIONS];
        for (int k = 0; k < values.length; k++) {
            values[k] = (float) random.nextGaussian();
        }
        return new Latents(values);
    }

    /** The files of which the number leaves a rest, in an order that is none. */
    private Path write(String name, Form form, int rest) throws IOException {
        Path output = temp.resolve(name);
        try (JobOutput job = form.format.open(output, form.compress, MAKER, IfFinished.FAIL)) {
            for (int i = 8; i > 0; i--) {
                if (i % 2 == rest) {
                    job.write("é😀/" + i + ".wav", latents(i), STAMP);
                }
            }
            job.finish();
        }
        return output;
    }

    private static List<LatentReader.Entry> read(Path output) throws IOException {
        List<LatentReader.Entry> entries = new ArrayList<>();
        try (LatentReader reader = LatentReader.open(output)) {
            for (LatentReader.Entry entry = reader.next(); entry != null; entry = reader.next()) {
                entries.add(entry);
            }
        }
        return entries;
    }

    private static void merge(Path output, Form form, boolean overwrite, Path... inputs) throws IOException {
        new LatentMerge(List.of(inputs)).into(output, form.format, form.compress, overwrite);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void anyFormatBecomesAnyOtherWithTheSameNumbers(Form from, Form to) throws IOException {
        Form json = new Form(OutputFormat.JSON, false);
        Path odd = write("odd", from, 1);
        Path even = write("even", to, 0);
        Path joined = temp.resolve("joined");
        merge(joined, to, false, odd, even);
        Path text = temp.resolve("text.json");
        merge(text, json, false, joined);
        Path expected = temp.resolve("expected.json");
        merge(expected, json, false, write("odd.json", json, 1), write("even.json", json, 0));
        assertThat(read(joined)).hasSize(8).isEqualTo(read(expected));
        assertThat(text).hasSameBinaryContentAs(expected);
        try (JobOutput added = to.format.open(joined, to.compress, MAKER, IfFinished.APPEND)) {
            assertThat(added.sources()).hasSize(8).containsEntry("é😀/7.wav", STAMP);
        }
        try (Stream<Path> files = Files.list(temp)) {
            assertThat(files.map(Path::toString)).noneMatch(name -> name.contains(".merging"));
        }
    }

    @Test
    void anOutputInParquetIsReplacedIfItMayBe() throws IOException {
        Form form = new Form(OutputFormat.PARQUET, false);
        Path odd = write("odd.json", new Form(OutputFormat.JSON, false), 1);
        Path output = write("out.parquet", form, 0);
        assertThatThrownBy(() -> merge(output, form, false, odd))
                .isInstanceOf(MetisException.class)
                .hasMessageContaining("out.parquet exists; give --overwrite");
        assertThatThrownBy(() -> merge(output, form, true, odd, output)).hasMessageContaining("is one of the inputs");
        merge(output, form, true, odd);
        assertThat(read(output)).hasSize(4);
    }

    @Test
    void aFolderOfNumPyFilesIsNeverReplaced() throws IOException {
        Form form = new Form(OutputFormat.NPY, false);
        Path odd = write("odd.json", new Form(OutputFormat.JSON, false), 1);
        Path output = write("tree", form, 0);
        assertThatThrownBy(() -> merge(output, form, true, odd)).hasMessageContaining("tree exists; delete it");
        assertThat(read(output)).hasSize(4);
    }

    @Test
    void whatIsNotFinishedIsRefused() throws IOException {
        Form json = new Form(OutputFormat.JSON, false);
        for (OutputFormat format : List.of(OutputFormat.NPY, OutputFormat.PARQUET)) {
            Path begun = temp.resolve("begun." + format);
            try (JobOutput job = format.open(begun, false, MAKER, IfFinished.FAIL)) {
                job.write("a", latents(1));
                job.flush();
                assertThatThrownBy(() -> merge(temp.resolve("out.json"), json, false, job.partial()))
                        .hasMessageContaining(job.partial() + " is not finished");
            }
        }
    }

    @Test
    void aNameThatParquetCannotHoldStopsTheMergeAndIsNamed() throws IOException {
        Path input = temp.resolve("in.json");
        try (JobOutput job = OutputFormat.JSON.open(input, false, MAKER, IfFinished.FAIL)) {
            job.write("caf\udce9.wav", latents(1));
            job.finish();
        }
        Path output = temp.resolve("out.parquet");
        assertThatThrownBy(() -> merge(output, new Form(OutputFormat.PARQUET, false), false, input))
                .hasMessageContaining("the name is not UTF-8");
        assertThat(output).doesNotExist();
        assertThat(temp.resolve("out.parquet.merging")).doesNotExist();
    }
}
