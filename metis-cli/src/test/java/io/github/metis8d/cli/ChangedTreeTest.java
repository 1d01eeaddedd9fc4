package io.github.metis8d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.metis8d.Latents;
import io.github.metis8d.io.latents.LatentReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Trees whose files change, go, or are at another place when a job is gone on with. */
class ChangedTreeTest {
    /** Each file in a batch of its own, by which bits are the same on a GPU too. */
    private static final String ALONE = "--max-batch-seconds=0.001";

    @TempDir
    private Path temp;

    private final Random random = new Random(1);
    private Path audio;

    @BeforeEach
    void makeAudio() throws IOException {
        audio = Files.createDirectories(temp.resolve("audio"));
        for (int i = 0; i < 12; i++) {
            put(String.format("%02d.wav", i), 2000 + 320 * i);
        }
    }

    private void put(String name, int samples) throws IOException {
        Files.write(audio.resolve(name), Wave.noise(random, samples));
    }

    private String extract(int code, Path folder, String output, String... more) {
        CommandRun run = CommandRun.of(CommandRun.extraction(folder, temp.resolve(output), more));
        assertThat(run.code()).as(run.err()).isEqualTo(code);
        return run.err();
    }

    private String extract(String... more) {
        return extract(Metis.OK, audio, "out", more);
    }

    private Map<String, Latents> entries(String output) throws IOException {
        Map<String, Latents> entries = new LinkedHashMap<>();
        try (LatentReader reader = LatentReader.open(temp.resolve(output))) {
            for (LatentReader.Entry entry = reader.next(); entry != null; entry = reader.next()) {
                assertThat(entries.put(entry.key(), entry.latents())).isNull();
            }
        }
        return entries;
    }

    /** Copies the tree; a copy of a kind that does not keep the times, or does. */
    private Path copy(boolean times) throws IOException {
        Path copy = Files.createDirectories(temp.resolve("mnt/copy"));
        try (Stream<Path> files = Files.list(audio)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path made = Files.copy(file, copy.resolve(file.getFileName()));
                FileTime time = times ? Files.getLastModifiedTime(file) : FileTime.from(Instant.EPOCH);
                Files.setLastModifiedTime(made, time);
            }
        }
        return copy;
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "jsonl", "npy"})
    void whatChangedAndWhatIsGoneIsToldAndRedoneWhenThatIsAskedFor(String format) throws IOException {
        String form = "--format=" + format;
        extract(form, ALONE);
        Map<String, Latents> before = entries("out");
        put("03.wav", 9000);
        Files.setLastModifiedTime(audio.resolve("04.wav"), FileTime.from(Instant.EPOCH));
        Files.delete(audio.resolve("05.wav"));
        put("new.wav", 5000);

        assertThat(extract(form, ALONE, "--append"))
                .contains("2 files changed since they were encoded")
                .contains("03.wav, 04.wav")
                .contains("1 files are gone")
                .contains("05.wav")
                .contains("--redo-changed")
                .contains("11 files are in the output already; 1 to go");
        assertThat(entries("out").get("03.wav")).isEqualTo(before.get("03.wav"));

        assertThat(extract(form, ALONE, "--redo-changed")).contains("10 files are in the output already; 2 to go");
        Map<String, Latents> after = entries("out");
        assertThat(after).hasSize(12).doesNotContainKey("05.wav");
        extract(Metis.OK, audio, "anew", ALONE);
        assertThat(after).isEqualTo(entries("anew"));
        assertThat(extract(form, "--append")).doesNotContain("changed").doesNotContain("gone");
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "npy"})
    void whatIsGoneIsTakenOutWhenNothingElseIsToDo(String format) throws IOException {
        extract("--format=" + format);
        Files.delete(audio.resolve("05.wav"));
        extract("--format=" + format, "--redo-changed");
        assertThat(entries("out")).hasSize(11).doesNotContainKey("05.wav");
    }

    @Test
    void whatIsInAPartThatIsNotMountedIsNotTakenForGone() throws IOException {
        Path part = Files.move(audio, temp.resolve("disk"));
        Files.createDirectories(audio);
        put("a.wav", 2000);
        Files.createSymbolicLink(audio.resolve("part"), part);
        extract();
        Path away = Files.move(part, temp.resolve("away"));
        assertThat(extract(Metis.SOME_FAILED, audio, "out", "--redo-changed"))
                .contains("12 files are not there, but nor is part of the tree: their entries are kept");
        Files.move(away, part);
        assertThat(extract("--append")).contains("13 files are in the output already; 0 to go");
    }

    @Test
    void aStoppedJobKnowsWhatItsFilesWere() throws IOException {
        Files.writeString(audio.resolve("06.wav"), "no audio");
        extract(Metis.COULD_NOT_RUN, audio, "out", ALONE, "--max-failures-in-a-row=1", "--compress");
        put("02.wav", 9000);
        put("06.wav", 3000);
        assertThat(extract(ALONE, "--compress")).contains("1 files changed").contains("02.wav");
        extract(ALONE, "--redo-changed", "--compress");
        extract(Metis.OK, audio, "anew", ALONE);
        assertThat(entries("out")).isEqualTo(entries("anew"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "npy"})
    void theTreeMayBeElsewhereWhereTheFilesAreTheSame(String format) throws IOException {
        String form = "--format=" + format;
        extract(form);
        Path copy = copy(true);
        Path link = Files.createSymbolicLink(temp.resolve("link"), audio);
        assertThat(extract(Metis.OK, link, "out", form, "--append")).doesNotContain("the audio was in");
        assertThat(extract(Metis.OK, copy, "out", form, "--append"))
                .contains("the audio was in " + audio + " and is in " + copy)
                .contains("12 files are the same by size and time")
                .contains("12 files are in the output already; 0 to go");
    }

    @Test
    void aCopyWithoutTheTimesIsTakenForTheSameWhenThatIsSaid() throws IOException {
        extract();
        Path copy = copy(false);
        assertThat(extract(Metis.COULD_NOT_RUN, copy, "out", "--append"))
                .contains("was made of the audio in " + audio)
                .contains("only 0 are in " + copy)
                .contains("--moved");
        assertThat(extract(Metis.OK, copy, "out", "--append", "--moved"))
                .contains("12 files have another time but the size they had")
                .doesNotContain("changed since");
    }

    @Test
    void anotherTreeWithTheSameNamesIsRefused() throws IOException {
        extract();
        Path other = Files.createDirectories(temp.resolve("other"));
        for (int i = 0; i < 12; i++) {
            Files.write(other.resolve(String.format("%02d.wav", i)), Wave.noise(random, 2000));
        }
        assertThat(extract(Metis.COULD_NOT_RUN, other, "out", "--append")).contains("name another output");
        assertThat(temp.resolve("out")).exists();
    }

    @Test
    void shardsOfATreeAtTwoPlacesAreMerged() throws IOException {
        Path copy = copy(true);
        extract(Metis.OK, audio, "1.json", "--shard=1/2", ALONE);
        extract(Metis.OK, copy, "2.json", "--shard=2/2", ALONE);
        CommandRun merge = CommandRun.of(
                "merge",
                temp.resolve("all.json").toString(),
                temp.resolve("1.json").toString(),
                temp.resolve("2.json").toString());
        assertThat(merge.code()).as(merge.err()).isEqualTo(Metis.OK);
        assertThat(merge.err()).contains("they are taken for one tree");
        extract(Metis.OK, audio, "whole.json", ALONE);
        assertThat(temp.resolve("all.json")).hasSameBinaryContentAs(temp.resolve("whole.json"));
        put("03.wav", 9000);
        assertThat(extract(Metis.OK, audio, "all.json", "--append")).contains("1 files changed");
    }

    @Test
    void filesOfAnotherPartAreNotGone() throws IOException {
        for (String part : List.of("x", "y")) {
            Files.createDirectories(audio.resolve(part));
            put(part + "/a.wav", 3000);
        }
        extract("--part=x");
        assertThat(extract("--part=y", "--append")).doesNotContain("gone");
        Files.delete(audio.resolve("x/a.wav"));
        assertThat(extract("--part=y", "--append")).doesNotContain("gone");
        assertThat(extract("--append")).contains("1 files are gone").contains("x/a.wav");
    }
}
