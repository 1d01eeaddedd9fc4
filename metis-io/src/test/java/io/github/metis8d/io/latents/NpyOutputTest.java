package io.github.metis8d.io.latents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.metis8d.Latents;
import io.github.metis8d.MetisException;
import io.github.metis8d.io.latents.JobOutput.IfFinished;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Folders of NumPy files, also those that others have put something in. */
class NpyOutputTest {
    private static final Map<String, String> MAKER = Map.of("model", "a");
    private static final Map<String, String> OTHER = Map.of("model", "b");
    private static final Latents LATENTS = new Latents(new float[16]);
    private static final SourceStamp STAMP = new SourceStamp(44, Instant.EPOCH);

    @TempDir
    private Path folder;

    private Path tree() {
        return folder.resolve("tree");
    }

    private JobOutput open(Map<String, String> maker, IfFinished ifFinished) throws IOException {
        return OutputFormat.NPY.open(tree(), false, maker, ifFinished);
    }

    private JobOutput open(IfFinished ifFinished) throws IOException {
        return open(MAKER, ifFinished);
    }

    private void finish(String... keys) throws IOException {
        try (JobOutput output = open(IfFinished.FAIL)) {
            for (String key : keys) {
                output.write(key, LATENTS, STAMP);
            }
            output.finish();
        }
    }

    /** Ends as a job that was killed after its last batch. */
    private void begin(String... keys) throws IOException {
        try (JobOutput output = open(IfFinished.FAIL)) {
            for (String key : keys) {
                output.write(key, LATENTS, STAMP);
            }
            output.flush();
        }
    }

    private Path put(String name) throws IOException {
        Path file = tree().resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, List.of("another's"));
    }

    @ParameterizedTest
    @EnumSource(IfFinished.class)
    void aFolderWithArraysOfOthersIsRefusedAndLeftAlone(IfFinished ifFinished) throws IOException {
        Path stranger = put("train/x.npy");
        assertThatThrownBy(() -> open(ifFinished).close())
                .isInstanceOf(MetisException.class)
                .hasMessageContaining("1 NumPy files that no job's record names, e.g. train/x.npy")
                .hasMessageContaining("move them away");
        assertThat(stranger).exists();
    }

    @Test
    void soIsOneOfOursToWhichOthersHaveAdded() throws IOException {
        finish("part/a.wav", "b.wav");
        Path stranger = put("deep/below/x.npy");
        for (IfFinished ifFinished : List.of(IfFinished.REPLACE, IfFinished.APPEND, IfFinished.RETRY)) {
            assertThatThrownBy(() -> open(ifFinished).close()).hasMessageContaining("deep/below/x.npy");
        }
        assertThatThrownBy(() -> open(OTHER, IfFinished.REPLACE).close()).hasMessageContaining("deep/below/x.npy");
        assertThat(stranger).exists();
        assertThat(tree().resolve("part/a.wav.npy")).exists();
        assertThat(tree().resolve("success.json")).exists();
    }

    @Test
    void anotherOutputBelowIsNotTouched() throws IOException {
        finish("a.wav");
        try (JobOutput below = OutputFormat.NPY.open(tree().resolve("below"), false, MAKER, IfFinished.FAIL)) {
            below.write("b.wav", LATENTS);
            below.finish();
        }
        assertThatThrownBy(() -> open(IfFinished.REPLACE).close()).hasMessageContaining("below/b.wav.npy");
        assertThat(tree().resolve("below/b.wav.npy")).exists();
    }

    @Test
    void anOverwriteDeletesWhatTheRecordNamesAndNothingElse() throws IOException {
        finish("part/a.wav", "b.wav");
        Path notes = put("part/notes.txt");
        Path partial = put("part/theirs.npy.partial");
        Path linked = folder.resolve("linked");
        Files.createDirectories(linked);
        Files.write(linked.resolve("c.wav.npy"), new byte[3]);
        Files.createSymbolicLink(tree().resolve("link"), linked);
        try (JobOutput output = open(IfFinished.REPLACE)) {
            assertThat(output.keys()).isEmpty();
            assertThat(tree().resolve("part/a.wav.npy"))
                    .as("until there is something new")
                    .exists();
            output.write("c.wav", LATENTS);
            output.finish();
        }
        assertThat(tree().resolve("part/a.wav.npy")).doesNotExist();
        assertThat(tree().resolve("b.wav.npy")).doesNotExist();
        assertThat(tree().resolve("c.wav.npy")).exists();
        assertThat(notes).exists();
        assertThat(partial).exists();
        assertThat(linked.resolve("c.wav.npy")).exists();
    }

    @Test
    void anotherJobsPartialFileIsLeftAloneAndOursIsRemoved() throws IOException {
        begin("part/a.wav");
        Path theirs = put("part/theirs.npy.partial");
        Path ours = tree().resolve("part/b.wav.npy.partial");
        try (JobOutput output = open(IfFinished.FAIL)) {
            output.write("part/b.wav", LATENTS, STAMP);
        }
        assertThat(ours).exists();
        try (JobOutput output = open(IfFinished.FAIL)) {
            output.write("c.wav", LATENTS, STAMP);
            output.finish();
        }
        assertThat(ours).doesNotExist();
        assertThat(theirs).exists();
    }

    @Test
    void anOverwriteThatWasKilledWhileItClearedGoesOnClearing() throws IOException {
        finish("part/a.wav", "b.wav");
        Path record = tree().resolve(".job");
        JobRecordWriter.create(
                        record,
                        MAKER,
                        JobRecord.Job.CLEAR,
                        JobRecord.sources(record).keySet())
                .close();
        Files.delete(tree().resolve("success.json"));
        Files.delete(tree().resolve("b.wav.npy"));
        for (IfFinished ifFinished : List.of(IfFinished.FAIL, IfFinished.APPEND, IfFinished.RETRY)) {
            assertThatThrownBy(() -> open(ifFinished).close()).hasMessageContaining("is being made anew");
        }
        try (JobOutput output = open(IfFinished.REPLACE)) {
            assertThat(output.keys()).isEmpty();
            output.write("c.wav", LATENTS);
            output.finish();
        }
        assertThat(tree().resolve("part/a.wav.npy")).doesNotExist();
    }

    @Test
    void namesThatLeadOutOfTheFolderAreNotFollowed() throws IOException {
        Path outside = Files.write(folder.resolve("x.npy"), new byte[3]);
        finish("a.wav");
        Files.writeString(tree().resolve("success.json"), "[\"../x\", \"a.wav\"]");
        try (JobOutput output = open(IfFinished.REPLACE)) {
            output.write("b.wav", LATENTS);
        }
        assertThat(outside).exists();
        assertThat(tree().resolve("a.wav.npy")).doesNotExist();
    }

    @Test
    void aListOfAnotherProgramIsRefused() throws IOException {
        Path list = put("success.json");
        assertThatThrownBy(() -> open(IfFinished.REPLACE).close())
                .isInstanceOf(MetisException.class)
                .hasMessageContaining("success.json but no .job");
        assertThat(list).exists();
    }

    @Test
    void anUnfinishedFolderOfAnEarlierVersionIsGoneOnWith() throws IOException {
        begin("part/a.wav");
        Path record = tree().resolve(".job");
        Files.writeString(record, "{\n  \"model\" : \"a\"\n}");
        assertThatThrownBy(() -> open(OTHER, IfFinished.REPLACE).close())
                .hasMessageContaining("no job's record names, e.g. part/a.wav.npy");
        try (JobOutput output = open(IfFinished.FAIL)) {
            assertThat(output.keys()).containsExactly("part/a.wav");
            output.write("b.wav", LATENTS, STAMP);
        }
        try (JobOutput output = open(IfFinished.FAIL)) {
            assertThat(output.keys()).containsExactly("part/a.wav");
            output.finish();
        }
        assertThat(Files.readString(tree().resolve("success.json"))).contains("part/a.wav");
    }

    @Test
    void aFinishedFolderOfAnEarlierVersionIsMadeAnew() throws IOException {
        finish("part/a.wav");
        Files.writeString(tree().resolve(".job"), "{\n  \"model\" : \"a\"\n}");
        try (JobOutput output = open(OTHER, IfFinished.REPLACE)) {
            output.write("b.wav", LATENTS, STAMP);
            output.finish();
        }
        assertThat(tree().resolve("part/a.wav.npy")).doesNotExist();
    }

    @Test
    void whatHasNoPlaceInTheFolderIsRefusedAloneAndTheOthersAreWritten() throws IOException {
        try (JobOutput output = open(IfFinished.FAIL)) {
            output.write("a.wav", LATENTS);
            for (String bad : List.of(
                    "n".repeat(250) + ".wav",
                    "d".repeat(300) + "/x.wav",
                    "a.wav.npy/x.wav",
                    ".job/x.wav",
                    "success.json/x.wav",
                    "../x.wav",
                    "/x.wav")) {
                assertThatThrownBy(() -> output.write(bad, LATENTS))
                        .as(bad)
                        .isInstanceOf(UnwritableEntryException.class)
                        .hasMessageContaining("has no place in " + tree())
                        .hasMessageContaining("--format json");
            }
            output.write("b.wav", LATENTS);
            output.finish();
        }
        assertThat(Files.readString(tree().resolve("success.json"))).isEqualTo("[\n  \"a.wav\",\n  \"b.wav\"\n]\n");
        try (LatentReader reader = LatentReader.open(tree())) {
            assertThat(reader.next().key()).isEqualTo("a.wav");
            assertThat(reader.next().key()).isEqualTo("b.wav");
            assertThat(reader.next()).isNull();
        }
    }

    @Test
    void theListIsSortedByCodePoints() throws IOException {
        finish("\uD83D\uDE00.wav", "\uFF5E.wav");
        assertThat(Files.readString(tree().resolve("success.json")))
                .isEqualTo("[\n  \"\uFF5E.wav\",\n  \"\uD83D\uDE00.wav\"\n]\n");
    }
}
