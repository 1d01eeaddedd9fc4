package io.github.metis8d.io.latents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.metis8d.Latents;
import io.github.metis8d.MetisException;
import io.github.metis8d.io.latents.JobOutput.IfFinished;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.lifecycle.AfterTry;

class JobOutputProperties {
    private static final Map<String, String> MAKER = Map.of("model", "a", "precision", "fp32");
    private static final Map<String, String> OTHER = Map.of("model", "a", "precision", "bf16");
    private static final Latents LATENTS = new Latents(new float[8]);

    private final Path folder = folder();
    private Form form = new Form(OutputFormat.JSON, false);
    private final Path file = folder.resolve("out.json");

    /** How a single file is written. */
    record Form(OutputFormat format, boolean compress) {}

    private static Path folder() {
        try {
            return Files.createTempDirectory("job-output");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @AfterTry
    void clean() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
                if (!each.equals(folder)) {
                    Files.delete(each);
                }
            }
        }
    }

    @Provide
    Arbitrary<Map<String, Latents>> entries() {
        Arbitrary<String> keys = Arbitraries.strings().ofMinLength(1).ofMaxLength(12);
        Arbitrary<Latents> latents = Combinators.combine(
                        Arbitraries.integers().between(0, 3),
                        Arbitraries.floats().between(-100, 100))
                .as((rows, value) -> {
                    float[] values = new float[rows * Latents.DIMENSIONS];
                    Arrays.fill(values, value);
                    return new Latents(values);
                });
        return Arbitraries.maps(keys, latents).ofMinSize(1).ofMaxSize(6);
    }

    @Provide
    Arbitrary<Form> forms() {
        return Combinators.combine(Arbitraries.of(OutputFormat.JSON, OutputFormat.JSONL), Arbitraries.of(false, true))
                .as(Form::new);
    }

    private JobOutput open(Map<String, String> maker, IfFinished ifFinished) throws IOException {
        return form.format.open(file, form.compress, maker, ifFinished);
    }

    private JobOutput open(IfFinished ifFinished) throws IOException {
        return open(MAKER, ifFinished);
    }

    /** Writes one entry, and ends as a job that is not finished. */
    private void begin(Map<String, String> maker, IfFinished ifFinished, String key) throws IOException {
        try (JobOutput output = open(maker, ifFinished)) {
            output.write(key, LATENTS);
            output.flush();
        }
    }

    /** Makes a finished file an unfinished one with other bytes, as a job leaves it that was killed. */
    private void leave(byte[] bytes) throws IOException {
        Files.delete(file);
        Files.write(folder.resolve("out.json.partial"), bytes);
        Files.move(folder.resolve("out.json.job"), folder.resolve("out.json.partial.job"));
    }

    private byte[] write(Map<String, Latents> entries) throws IOException {
        try (JobOutput output = open(IfFinished.FAIL)) {
            for (Map.Entry<String, Latents> entry : entries.entrySet()) {
                if (!output.keys().contains(entry.getKey())) {
                    output.write(entry.getKey(), entry.getValue());
                    output.flush();
                }
            }
            output.finish();
        }
        return Files.readAllBytes(file);
    }

    @Property(tries = 300)
    void cutOffAnywhereAndGoneOnWithItIsTheSameToTheByte(
            @ForAll("entries") Map<String, Latents> entries,
            @ForAll @DoubleRange(min = 0, max = 1) double where,
            @ForAll("forms") Form anyForm)
            throws IOException {
        form = anyForm;
        byte[] whole = write(entries);
        leave(Arrays.copyOf(whole, (int) Math.round(where * whole.length)));
        assertThat(write(entries)).isEqualTo(whole);
    }

    @Property(tries = 100)
    void blocksThatNeverReachedTheDiskAreCutOff(
            @ForAll("entries") Map<String, Latents> entries,
            @ForAll @DoubleRange(min = 0, max = 1) double where,
            @ForAll("forms") Form anyForm)
            throws IOException {
        form = anyForm;
        byte[] whole = write(entries);
        int from = (int) Math.round(where * whole.length);
        byte[] holed = whole.clone();
        Arrays.fill(holed, from, Math.min(whole.length, from + 5), (byte) 0);
        leave(holed);
        assertThat(write(entries)).isEqualTo(whole);
    }

    private static Map<String, Latents> some() {
        Map<String, Latents> entries = new LinkedHashMap<>();
        entries.put("a.wav", LATENTS);
        entries.put("b.wav", new Latents(new float[16]));
        return entries;
    }

    @Example
    void aFinishedOutputIsNotOverwrittenUnasked() throws IOException {
        byte[] whole = write(some());
        assertThatThrownBy(() -> open(IfFinished.FAIL))
                .isInstanceOf(MetisException.class)
                .hasMessageContaining("out.json is finished")
                .hasMessageContaining("--overwrite");
        assertThat(file).hasBinaryContent(whole);
        try (JobOutput output = open(IfFinished.REPLACE)) {
            assertThat(output.keys()).isEmpty();
            output.write("c.wav", LATENTS);
            assertThat(file).hasBinaryContent(whole);
            output.finish();
        }
        assertThat(file).content().contains("c.wav").doesNotContain("a.wav");
    }

    @Example
    void anOutputThatWasToTakeAnothersPlaceIsGoneOnWith() throws IOException {
        write(some());
        begin(MAKER, IfFinished.REPLACE, "c.wav");
        try (JobOutput output = open(IfFinished.REPLACE)) {
            assertThat(output.keys()).containsExactly("c.wav");
        }
    }

    @Example
    void whatIsAppendedFollowsWhatIsThere() throws IOException {
        write(some());
        try (JobOutput output = open(IfFinished.APPEND)) {
            assertThat(output.keys()).containsExactly("a.wav", "b.wav");
            output.write("c.wav", LATENTS);
            output.finish();
        }
        Map<String, Latents> three = some();
        three.put("c.wav", LATENTS);
        byte[] appended = Files.readAllBytes(file);
        clean();
        assertThat(appended).isEqualTo(write(three));
    }

    @Example
    void latentsOfAnotherModelAreNotMixedIn() throws IOException {
        begin(MAKER, IfFinished.FAIL, "a.wav");
        assertThatThrownBy(() -> open(OTHER, IfFinished.FAIL))
                .isInstanceOf(MetisException.class)
                .hasMessageContaining("another precision: fp32")
                .hasMessageContaining("bf16");
        try (JobOutput output = open(OTHER, IfFinished.REPLACE)) {
            assertThat(output.keys()).isEmpty();
        }
    }

    @Example
    void aSecondJobIsKeptAway() throws IOException {
        try (JobOutput output = open(IfFinished.FAIL)) {
            assertThatThrownBy(() -> open(IfFinished.FAIL)).hasMessageContaining("another job is writing");
            output.write("a.wav", LATENTS);
            output.flush();
        }
        try (JobOutput output = open(IfFinished.FAIL)) {
            assertThat(output.keys()).containsExactly("a.wav");
        }
    }

    @Example
    void anOutputWithoutARecordIsNotAddedTo() throws IOException {
        write(some());
        Files.delete(folder.resolve("out.json.job"));
        assertThatThrownBy(() -> open(IfFinished.APPEND)).hasMessageContaining("nothing says what made");
        assertThat(file).exists();
    }

    @Example
    void aJobThatEndedBeforeItsFirstEntryIsInNobodysWay() throws IOException {
        try (JobOutput output = open(IfFinished.FAIL)) {
            output.flush();
        }
        assertThat(folder.resolve("out.json.partial")).doesNotExist();
        open(Map.of("model", "b"), IfFinished.FAIL).close();
    }

    @Example
    void aFileOfSomeoneElseIsLeftAlone() throws IOException {
        Files.writeString(folder.resolve("out.json.partial"), "something");
        assertThatThrownBy(() -> open(IfFinished.FAIL)).hasMessageContaining("not written by this program");
        assertThat(folder.resolve("out.json.partial")).hasContent("something");
    }

    @Example
    void aFolderOfNumPyFilesIsGoneOnWith() throws IOException {
        OutputFormat format = OutputFormat.NPY;
        Path tree = folder.resolve("tree");
        Latents three = new Latents(new float[24]);
        try (JobOutput output = format.open(tree, false, MAKER, IfFinished.FAIL)) {
            output.write("part/a.wav", three);
            output.write("part/c.wav", three);
            output.flush();
            output.write("part/b.wav", three);
        }
        assertThat(tree.resolve("part/b.wav.npy")).doesNotExist();
        Path torn = tree.resolve("part/c.wav.npy");
        Files.write(torn, Arrays.copyOf(Files.readAllBytes(torn), 200));
        try (JobOutput output = format.open(tree, false, MAKER, IfFinished.FAIL)) {
            assertThat(output.keys()).containsExactly("part/a.wav");
            output.write("part/b.wav", three);
            output.write("part/c.wav", LATENTS);
            output.finish();
        }
        assertThat(NpyFile.read(tree.resolve("part/a.wav.npy"))).isEqualTo(three);
        assertThat(tree.resolve("success.json"))
                .hasContent("[\n  \"part/a.wav\",\n  \"part/b.wav\",\n  \"part/c.wav\"\n]\n");
        assertThatThrownBy(() -> format.open(tree, false, MAKER, IfFinished.FAIL))
                .hasMessageContaining("is finished");
        assertThatThrownBy(() -> format.open(tree, false, Map.of("model", "b"), IfFinished.APPEND))
                .hasMessageContaining("another model: a");
        try (JobOutput output = format.open(tree, false, MAKER, IfFinished.REPLACE)) {
            assertThat(output.keys()).isEmpty();
            output.write("d.wav", LATENTS);
        }
        assertThat(tree.resolve("part/a.wav.npy")).doesNotExist();
    }

    @Example
    void anOverwriteThatWasGivenUpLeavesTheFinishedFileItsRecord() throws IOException {
        write(some());
        begin(OTHER, IfFinished.REPLACE, "a.wav");
        Files.delete(folder.resolve("out.json.partial"));
        assertThatThrownBy(() -> open(OTHER, IfFinished.APPEND)).hasMessageContaining("another precision: fp32");
        open(IfFinished.APPEND).close();
    }

    @Example
    void aJobKilledBetweenTheFileAndItsRecordIsFinished() throws IOException {
        byte[] whole = write(some());
        Files.move(folder.resolve("out.json.job"), folder.resolve("out.json.partial.job"));
        assertThatThrownBy(() -> open(IfFinished.FAIL)).hasMessageContaining("is finished");
        try (JobOutput output = open(IfFinished.APPEND)) {
            assertThat(output.keys()).containsExactly("a.wav", "b.wav");
            output.finish();
        }
        assertThat(file).hasBinaryContent(whole);
    }

    @Example
    void whatAnotherModelBeganIsOutOfTheFileBeforeTheRecordIsTheNewOne() throws IOException {
        begin(OTHER, IfFinished.FAIL, "a.wav");
        try (JobOutput output = open(IfFinished.REPLACE)) {
            output.write("b.wav", LATENTS);
            assertThat(folder.resolve("out.json.partial")).content().doesNotContain("a.wav");
        }
        try (JobOutput output = open(IfFinished.REPLACE)) {
            assertThat(output.keys()).isEmpty();
        }
    }

    @Example
    void anOutputThatIsRemovedWhileItIsWrittenIsMissedAtTheNextFlush() throws IOException {
        try (JobOutput output = open(IfFinished.FAIL)) {
            output.write("a.wav", LATENTS);
            output.flush();
            Files.delete(output.partial());
            output.write("b.wav", LATENTS);
            assertThatThrownBy(output::flush)
                    .isInstanceOf(NoSuchFileException.class)
                    .hasMessageContaining("it was removed or renamed while it was written");
        }
    }

    @Property(tries = 100)
    void damageToACompressedFileIsCutOffOrRefusedAndNeverGoneOnWith(
            @ForAll("entries") Map<String, Latents> entries,
            @ForAll @DoubleRange(min = 0, max = 1) double where,
            @ForAll byte[] damage)
            throws IOException {
        form = new Form(OutputFormat.JSONL, true);
        byte[] whole = write(entries);
        byte[] damaged = whole.clone();
        int from = (int) (where * whole.length);
        System.arraycopy(damage, 0, damaged, from, Math.min(damage.length, whole.length - from));
        leave(damaged);
        try {
            // Not the bytes of the file: a block of deflate ends within one, whose other bits mean nothing.
            assertThat(unpacked(write(entries))).isEqualTo(unpacked(whole));
        } catch (MetisException e) {
            assertThat(e).hasMessageContaining("was not written by this program");
        }
    }

    private static byte[] unpacked(byte[] gzip) throws IOException {
        return new GZIPInputStream(new ByteArrayInputStream(gzip)).readAllBytes();
    }

    private Path tree() throws IOException {
        Path tree = folder.resolve("tree");
        try (JobOutput output = OutputFormat.NPY.open(tree, false, MAKER, IfFinished.FAIL)) {
            output.write("part/a.wav", LATENTS);
            output.write("b.wav", LATENTS);
            output.finish();
        }
        return tree;
    }

    @Example
    void aFolderBehindALinkIsGoneOnWith() throws IOException {
        Path tree = tree();
        Path link = Files.createSymbolicLink(folder.resolve("link"), tree);
        try (JobOutput output = OutputFormat.NPY.open(link, false, MAKER, IfFinished.APPEND)) {
            assertThat(output.keys()).containsExactlyInAnyOrder("part/a.wav", "b.wav");
        }
    }
}
