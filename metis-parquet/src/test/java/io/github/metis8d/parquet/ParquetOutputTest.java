package io.github.metis8d.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.metis8d.Latents;
import io.github.metis8d.MetisException;
import io.github.metis8d.io.latents.CutShortException;
import io.github.metis8d.io.latents.JobOutput;
import io.github.metis8d.io.latents.JobOutput.IfFinished;
import io.github.metis8d.io.latents.LatentReader;
import io.github.metis8d.io.latents.NonFiniteLatentsException;
import io.github.metis8d.io.latents.OutputFormat;
import io.github.metis8d.io.latents.SourceStamp;
import io.github.metis8d.io.latents.UnwritableEntryException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Folders of Parquet files as jobs write them: stopped anywhere, gone on with, added to, replaced. */
class ParquetOutputTest {
    private static final Map<String, String> MAKER = Map.of("model", "a", "precision", "fp32", "audio folder", "/x");
    private static final String PART_BYTES = "metis.parquet.part";
    private static final SourceStamp STAMP = new SourceStamp(1, Instant.EPOCH);
    /** Entries of 3 kB, of which ten or so make a part. */
    private static final int ENTRIES = 35;

    @TempDir
    private Path temp;

    private Path output;
    private Path partial;

    @BeforeEach
    void makeSmallParts() {
        System.setProperty(PART_BYTES, "40000");
        output = temp.resolve("out.parquet");
        partial = temp.resolve("out.parquet.partial");
    }

    @AfterEach
    void makeLargeParts() {
        System.clearProperty(PART_BYTES);
    }

    private static String key(int i) {
        return String.format("part_003/%03d.wav", i);
    }

    private static Latents latents(int i) {
        Random random = new Random(i);
        float[] values = new float[100 * Latents.DIMENSIONS];
        for (int k = 0; k < values.length; k++) {
            values[k] = random.nextFloat();
        }
        return new Latents(values);
    }

    private JobOutput open(IfFinished ifFinished) throws IOException {
        return OutputFormat.PARQUET.open(output, false, MAKER, ifFinished);
    }

    /** Writes what the output lacks of some entries, forced to disk one by one, and ends as a job that was killed. */
    private void write(IfFinished ifFinished, int from, int to) throws IOException {
        try (JobOutput job = open(ifFinished)) {
            write(job, from, to);
        }
    }

    private static void write(JobOutput job, int from, int to) throws IOException {
        for (int i = from; i < to; i++) {
            if (!job.keys().contains(key(i))) {
                job.write(key(i), latents(i), STAMP);
                job.flush();
            }
        }
    }

    private void finish(IfFinished ifFinished, int from, int to) throws IOException {
        try (JobOutput job = open(ifFinished)) {
            write(job, from, to);
            job.finish();
        }
    }

    /** All files, by name. */
    private Map<String, List<Byte>> files(Path folder) throws IOException {
        Map<String, List<Byte>> contents = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                List<Byte> bytes = new ArrayList<>();
                for (byte b : Files.readAllBytes(file)) {
                    bytes.add(b);
                }
                contents.put(file.getFileName().toString(), bytes);
            }
        }
        return contents;
    }

    private Map<String, Latents> read() {
        Map<String, Latents> entries = new TreeMap<>();
        try (LatentReader reader = LatentReader.open(output)) {
            for (LatentReader.Entry entry = reader.next(); entry != null; entry = reader.next()) {
                assertThat(entries.put(entry.key(), entry.latents())).isNull();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return entries;
    }

    private static Map<String, Latents> entries(int from, int to) {
        Map<String, Latents> entries = new TreeMap<>();
        IntStream.range(from, to).forEach(i -> entries.put(key(i), latents(i)));
        return entries;
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(temp)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private Map<String, List<Byte>> uninterrupted() throws IOException {
        finish(IfFinished.FAIL, 0, ENTRIES);
        Map<String, List<Byte>> whole = files(output);
        clear();
        return whole;
    }

    private void clear() throws IOException {
        delete(output);
        delete(temp.resolve("out.parquet.job"));
        delete(temp.resolve("out.parquet.success.json"));
    }

    private static void delete(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            try (Stream<Path> files = Files.list(path)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
        }
        Files.deleteIfExists(path);
    }

    @Test
    void aFolderOfPartsHasItsNameWhenItIsWhole() throws IOException {
        write(IfFinished.FAIL, 0, ENTRIES);
        assertThat(output).doesNotExist();
        finish(IfFinished.FAIL, 0, ENTRIES);
        assertThat(partial).doesNotExist();
        assertThat(files(output).keySet())
                .containsExactly("part-00000.parquet", "part-00001.parquet", "part-00002.parquet");
        assertThat(read()).isEqualTo(entries(0, ENTRIES));
        assertThat(names())
                .containsExactly(".out.parquet.lock", "out.parquet", "out.parquet.job", "out.parquet.success.json");
        assertThat(temp.resolve("out.parquet.success.json")).content().contains(key(0), key(ENTRIES - 1));
    }

    @Test
    void stoppedBehindAnyEntryAndGoneOnWithItIsTheSameToTheByte() throws IOException {
        Map<String, List<Byte>> whole = uninterrupted();
        for (int stop : new int[] {0, 1, 5, 13, 14, 15, 30, ENTRIES}) {
            write(IfFinished.FAIL, 0, stop);
            finish(IfFinished.FAIL, 0, ENTRIES);
            assertThat(files(output)).as("stopped behind %d", stop).isEqualTo(whole);
            clear();
        }
    }

    @Test
    void cutOffAnywhereInTheJournalItIsTheSameToTheByte() throws IOException {
        Map<String, List<Byte>> whole = uninterrupted();
        Random random = new Random(1);
        for (int round = 0; round < 6; round++) {
            write(IfFinished.FAIL, 0, 5 + random.nextInt(ENTRIES - 5));
            try (Stream<Path> files = Files.list(partial)) {
                for (Path journal :
                        files.filter(file -> file.toString().endsWith(".jsonl")).toList()) {
                    byte[] bytes = Files.readAllBytes(journal);
                    int from = random.nextInt(bytes.length + 1);
                    byte[] torn = round % 2 == 0 ? Arrays.copyOf(bytes, from) : bytes;
                    // After a power failure, what did not reach the disk reads as zeros.
                    Arrays.fill(torn, Math.min(from, torn.length), torn.length, (byte) 0);
                    Files.write(journal, torn);
                }
            }
            finish(IfFinished.FAIL, 0, ENTRIES);
            assertThat(files(output)).isEqualTo(whole);
            clear();
        }
    }

    @Test
    void killedBetweenAPartAndItsJournalNothingIsThereTwice() throws IOException {
        Map<String, List<Byte>> whole = uninterrupted();
        Path part = partial.resolve("part-00000.parquet");
        Path journal = partial.resolve(".part-00000.jsonl");
        byte[] kept = new byte[0];
        try (JobOutput job = open(IfFinished.FAIL)) {
            for (int i = 0; !Files.exists(part); i++) {
                kept = i == 0 ? kept : Files.readAllBytes(journal);
                write(job, i, i + 1);
            }
        }
        Files.write(journal, kept);
        Files.write(partial.resolve(".part-00000.parquet.new"), new byte[100]);
        finish(IfFinished.FAIL, 0, ENTRIES);
        assertThat(files(output)).isEqualTo(whole);
    }

    @Test
    void whatIsLeftOfAPartThatWasJustBegunIsNotInTheFinishedFolder() throws IOException {
        finish(IfFinished.FAIL, 0, 3);
        Files.move(output, partial);
        Files.move(temp.resolve("out.parquet.job"), temp.resolve("out.parquet.partial.job"));
        Files.write(partial.resolve(".part-00001.jsonl"), "{\"path\": \"torn".getBytes(StandardCharsets.UTF_8));
        Files.write(partial.resolve(".part-00001.parquet.new"), new byte[4]);
        finish(IfFinished.FAIL, 0, 3);
        assertThat(files(output).keySet()).containsExactly("part-00000.parquet");
        assertThat(read()).isEqualTo(entries(0, 3));
    }

    @Test
    void anOutputOfNothingIsATableWithoutRows() throws IOException {
        finish(IfFinished.FAIL, 0, 0);
        assertThat(files(output).keySet()).containsExactly("part-00000.parquet");
        assertThat(read()).isEmpty();
        finish(IfFinished.APPEND, 0, 2);
        assertThat(read()).isEqualTo(entries(0, 2));
    }

    @Test
    void whatIsAddedIsAPartMoreAndInEachTheyAreSorted() throws IOException {
        finish(IfFinished.FAIL, 5, 10);
        try (JobOutput job = open(IfFinished.APPEND)) {
            assertThat(job.keys()).hasSize(5);
            assertThat(job.sources()).hasSize(5).containsEntry(key(5), STAMP);
            write(job, 10, 12);
            assertThat(output).doesNotExist();
            assertThat(temp.resolve("out.parquet.success.json")).doesNotExist();
            write(job, 0, 5);
            job.finish();
        }
        assertThat(files(output)).hasSize(3);
        assertThat(read()).isEqualTo(entries(0, 12));
        assertThat(temp.resolve("out.parquet.success.json")).content().contains(key(0), key(11));
        for (Path part : List.of(output.resolve("part-00000.parquet"), output.resolve("part-00002.parquet"))) {
            assertThat(new ParquetFiles().keys(part)).isSorted();
        }
    }

    @Test
    void aFinishedOutputIsReplacedOnlyWhenTheNewOneIsWhole() throws IOException {
        finish(IfFinished.FAIL, 0, ENTRIES);
        assertThatThrownBy(() -> open(IfFinished.FAIL)).hasMessageContaining("out.parquet is finished");
        write(IfFinished.REPLACE, 0, 20);
        assertThat(read()).isEqualTo(entries(0, ENTRIES));
        finish(IfFinished.REPLACE, 0, 20);
        assertThat(read()).isEqualTo(entries(0, 20));
        assertThat(names())
                .containsExactly(".out.parquet.lock", "out.parquet", "out.parquet.job", "out.parquet.success.json");
    }

    /** The folder that goes is aside, and the one that comes has not its name yet. */
    @Test
    void killedWhileOneTakesTheOthersPlaceBothAreThere() throws IOException {
        finish(IfFinished.FAIL, 0, 10);
        write(IfFinished.REPLACE, 0, 20);
        Files.delete(temp.resolve("out.parquet.job"));
        Files.move(output, temp.resolve(".out.parquet.replaced"));
        assertThatThrownBy(() -> open(IfFinished.FAIL)).hasMessageContaining("is finished");
        finish(IfFinished.REPLACE, 0, 20);
        assertThat(read()).isEqualTo(entries(0, 20));
        assertThat(temp.resolve(".out.parquet.replaced")).doesNotExist();
    }

    @Test
    void killedBeforeTheOneThatWentIsGoneItGoesLater() throws IOException {
        finish(IfFinished.FAIL, 0, 10);
        Path aside = Files.createDirectory(temp.resolve(".out.parquet.replaced"));
        Files.write(aside.resolve("part-00000.parquet"), new byte[1]);
        finish(IfFinished.APPEND, 0, 12);
        assertThat(aside).doesNotExist();
        assertThat(read()).isEqualTo(entries(0, 12));
    }

    @Test
    void killedWhileEntriesAreTakenOutAllAreThere() throws IOException {
        finish(IfFinished.FAIL, 0, 10);
        Files.move(output, temp.resolve(".out.parquet.replaced"));
        try (JobOutput job = open(IfFinished.APPEND)) {
            assertThat(job.keys()).hasSize(10);
        }
    }

    @Test
    void killedBeforeTheListItIsWrittenByTheNextJobThatAdds() throws IOException {
        finish(IfFinished.FAIL, 0, 3);
        Path list = temp.resolve("out.parquet.success.json");
        String content = Files.readString(list);
        Files.delete(list);
        finish(IfFinished.APPEND, 0, 3);
        assertThat(list).hasContent(content);
    }

    @Test
    void killedBetweenTheFolderAndItsRecordItIsFinished() throws IOException {
        finish(IfFinished.FAIL, 0, 3);
        Files.move(temp.resolve("out.parquet.job"), temp.resolve("out.parquet.partial.job"));
        assertThatThrownBy(() -> open(IfFinished.FAIL)).hasMessageContaining("is finished");
        finish(IfFinished.APPEND, 0, 5);
        assertThat(read()).isEqualTo(entries(0, 5));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void entriesAreTakenOutOfWhatIsFinishedAndWhatIsNot(boolean finished) throws IOException {
        if (finished) {
            finish(IfFinished.FAIL, 0, 20);
        } else {
            write(IfFinished.FAIL, 0, 20);
        }
        try (JobOutput job = open(IfFinished.APPEND)) {
            job.discard(Set.of(key(3), key(19), "none"));
            write(job, 19, 22);
            job.finish();
        }
        Map<String, Latents> left = entries(0, 22);
        left.remove(key(3));
        assertThat(read()).isEqualTo(left);
        assertThat(temp.resolve("out.parquet.success.json")).content().doesNotContain(key(3));
    }

    @Test
    void latentsOfAnotherModelAreNotMixedIn() throws IOException {
        write(IfFinished.FAIL, 0, 15);
        Map<String, String> other = Map.of("model", "b", "precision", "fp32");
        assertThatThrownBy(() -> OutputFormat.PARQUET.open(output, false, other, IfFinished.FAIL))
                .hasMessageContaining("another model: a");
        try (JobOutput job = OutputFormat.PARQUET.open(output, false, other, IfFinished.REPLACE)) {
            job.write("z", latents(1));
            job.finish();
        }
        assertThat(read()).containsOnlyKeys("z");
    }

    @Test
    void aSecondJobIsKeptAway() throws IOException {
        try (JobOutput job = open(IfFinished.FAIL)) {
            assertThatThrownBy(() -> open(IfFinished.FAIL)).hasMessageContaining("another job is writing");
            write(job, 0, 1);
        }
    }

    @Test
    void anOutputThatIsRemovedWhileItIsWrittenIsMissedAtTheNextFlush() throws IOException {
        try (JobOutput job = open(IfFinished.FAIL)) {
            write(job, 0, 1);
            Files.move(partial, temp.resolve("moved"));
            job.write(key(1), latents(1));
            assertThatThrownBy(job::flush)
                    .isInstanceOf(NoSuchFileException.class)
                    .hasMessageContaining("it was removed or renamed while it was written");
        }
    }

    @Test
    void aNameThatIsNotUtf8AndNumbersThatAreNoneAreRefusedAloneAndTheRestIsWritten() throws IOException {
        try (JobOutput job = open(IfFinished.FAIL)) {
            assertThatThrownBy(() -> job.write("caf\udce9.wav", latents(1)))
                    .isInstanceOf(UnwritableEntryException.class)
                    .hasMessageContaining("is not UTF-8")
                    .hasMessageContaining("--format json");
            assertThatThrownBy(() -> job.write("nan", new Latents(new float[] {0, 0, Float.NaN, 0, 0, 0, 0, 0})))
                    .isInstanceOf(NonFiniteLatentsException.class);
            write(job, 0, 2);
            job.finish();
        }
        assertThat(read()).isEqualTo(entries(0, 2));
    }

    @ParameterizedTest
    @EnumSource(IfFinished.class)
    void aFolderOfSomeoneElseIsLeftAlone(IfFinished ifFinished) throws IOException {
        Path stranger = Files.writeString(Files.createDirectory(output).resolve("thesis.txt"), "all of it");
        assertThatThrownBy(() -> open(ifFinished)).hasMessageContaining("holds thesis.txt");
        assertThat(stranger).hasContent("all of it");
    }

    @Test
    void anEmptyFolderIsAsGoodAsNone() throws IOException {
        Files.createDirectory(output);
        finish(IfFinished.FAIL, 0, 2);
        assertThat(read()).isEqualTo(entries(0, 2));
    }

    @Test
    void whatIsNotFinishedIsReadUpToItsEnd() throws IOException {
        write(IfFinished.FAIL, 0, ENTRIES);
        List<String> keys = new ArrayList<>();
        try (LatentReader reader = LatentReader.open(partial)) {
            assertThatThrownBy(() -> {
                        for (LatentReader.Entry e = reader.next(); e != null; e = reader.next()) {
                            keys.add(e.key());
                        }
                    })
                    .isInstanceOf(CutShortException.class)
                    .hasMessageContaining("is not finished");
        }
        assertThat(keys).containsExactlyElementsOf(entries(0, ENTRIES).keySet());
    }

    @Test
    void aDamagedPartIsNamedAndCanBeMadeAnew() throws IOException {
        write(IfFinished.FAIL, 0, ENTRIES);
        Path part = partial.resolve("part-00001.parquet");
        byte[] bytes = Files.readAllBytes(part);
        Files.write(part, Arrays.copyOf(bytes, bytes.length / 2));
        assertThatThrownBy(() -> open(IfFinished.FAIL))
                .isInstanceOf(MetisException.class)
                .hasMessageContaining(part.toString())
                .hasMessageContaining("delete that part");
        Files.delete(part);
        finish(IfFinished.FAIL, 0, ENTRIES);
        assertThat(read()).isEqualTo(entries(0, ENTRIES));
    }

    /** The journal of a part that comes after one that was deleted still counts. */
    @Test
    void theJournalCountsAlsoWhereThePartBeforeItIsGone() throws IOException {
        write(IfFinished.FAIL, 0, 15);
        Files.delete(partial.resolve("part-00000.parquet"));
        finish(IfFinished.FAIL, 0, 20);
        assertThat(read()).isEqualTo(entries(0, 20));
    }
}
