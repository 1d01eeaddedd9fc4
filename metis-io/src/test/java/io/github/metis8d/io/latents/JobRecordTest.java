package io.github.metis8d.io.latents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobRecordTest {
    private static final Map<String, String> MAKER = Map.of("model", "a \"b\" ü");
    private static final SourceStamp STAMP = new SourceStamp(64_044, Instant.parse("2026-01-31T12:00:00.5Z"));

    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("out.job");
    }

    private void write(String... keys) throws IOException {
        try (JobRecordWriter writer = JobRecordWriter.create(file(), MAKER, JobRecord.Job.ALL)) {
            for (String key : keys) {
                writer.source(key, STAMP);
            }
        }
    }

    @Test
    void itSaysWhatMadeTheOutputAndWhatTheFilesWere() throws IOException {
        write("a.wav", "\uD83D\uDE00.wav", "b\udcff.wav");
        assertThat(Files.readString(file()))
                .startsWith("{\"model\": \"a \\\"b\\\" ü\"}\n{\"job\": \"all\"}\n")
                .contains("{\"path\": \"a.wav\", \"bytes\": 64044, \"modified\": \"2026-01-31T12:00:00.500Z\"}\n");
        JobRecord record = JobRecord.readIfThere(file());
        assertThat(record).isEqualTo(new JobRecord(MAKER, JobRecord.Job.ALL, Files.size(file())));
        assertThat(JobRecord.sources(file()))
                .isEqualTo(Map.of("a.wav", STAMP, "\uD83D\uDE00.wav", STAMP, "b\udcff.wav", STAMP));
    }

    @Test
    void cutOffAnywhereItIsGoneOnWith() throws IOException {
        write("a.wav", "b.wav");
        byte[] whole = Files.readAllBytes(file());
        long first = Files.readAllLines(file()).get(0).length() + 20; // with the second line
        for (int length = (int) first; length < whole.length; length++) {
            Files.write(file(), Arrays.copyOf(whole, length));
            int before = JobRecord.sources(file()).size();
            try (JobRecordWriter writer =
                    JobRecordWriter.goOn(file(), JobRecord.readIfThere(file()), JobRecord.Job.RETRY)) {
                writer.source("c.wav", STAMP);
            }
            assertThat(JobRecord.readIfThere(file()).job()).isEqualTo(JobRecord.Job.RETRY);
            assertThat(JobRecord.sources(file())).hasSize(before + 1).containsKey("c.wav");
        }
    }

    @Test
    void zerosThatAPowerFailureLeftEndIt() throws IOException {
        write("a.wav");
        Files.write(file(), new byte[100], StandardOpenOption.APPEND);
        assertThat(JobRecord.sources(file())).containsOnlyKeys("a.wav");
    }

    @Test
    void theLastWordAboutAFileCounts() throws IOException {
        write("a.wav");
        SourceStamp later = new SourceStamp(1, Instant.EPOCH);
        try (JobRecordWriter writer = JobRecordWriter.goOn(file(), JobRecord.readIfThere(file()), JobRecord.Job.ALL)) {
            writer.source("a.wav", later);
            writer.source("b.wav", null);
        }
        assertThat(JobRecord.sources(file())).isEqualTo(Map.of("a.wav", later));
    }

    @Test
    void thatOfAnEarlierVersionIsRead() throws IOException {
        Files.writeString(file(), "{\n  \"model\" : \"x\",\n  \"audio folder\" : \"/data\"\n}");
        JobRecord record = JobRecord.readIfThere(file());
        assertThat(record.isEarlierForm()).isTrue();
        assertThat(record.isOf(Map.of("model", "x", JobOutput.AUDIO_FOLDER, "/elsewhere")))
                .isTrue();
        assertThat(record.isOf(MAKER)).isFalse();
        assertThat(JobRecord.sources(file())).isEmpty();
    }

    @Test
    void timesWithoutFractionsAreThoseOfCopies() {
        SourceStamp copy = new SourceStamp(STAMP.bytes(), Instant.parse("2026-01-31T12:00:00Z"));
        assertThat(STAMP.sameAs(copy)).isTrue();
        assertThat(copy.sameAs(STAMP)).isTrue();
        assertThat(STAMP.sameAs(new SourceStamp(1, STAMP.modified()))).isFalse();
        assertThat(STAMP.sameAs(new SourceStamp(STAMP.bytes(), STAMP.modified().plusMillis(1))))
                .isFalse();
        assertThat(copy.sameAs(new SourceStamp(STAMP.bytes(), copy.modified().plusSeconds(1))))
                .isFalse();
    }

    @Test
    void itIsFoundBesideAFileAndInAFolder() throws IOException {
        write("a.wav");
        assertThat(RecordedMaker.of(folder.resolve("out"))).isEqualTo(MAKER);
        Path tree = Files.createDirectory(folder.resolve("tree"));
        assertThat(RecordedMaker.of(tree)).isEmpty();
        Files.copy(file(), tree.resolve(".job"));
        assertThat(RecordedMaker.of(tree)).isEqualTo(MAKER);
    }
}
