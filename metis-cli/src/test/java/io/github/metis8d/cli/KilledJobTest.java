package io.github.metis8d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A job in a process of its own, killed in the middle and started again. */
class KilledJobTest {
    private static final int FILES = 150;
    private static final int BAD = 8;
    private static final int ROUNDS = Integer.getInteger("metis.test.kills", 1);

    @TempDir
    private Path temp;

    private Path audio;

    @BeforeEach
    void makeAudio() throws IOException {
        audio = Files.createDirectories(temp.resolve("audio"));
        Random random = new Random(1);
        for (int i = 0; i < FILES; i++) {
            Path file = audio.resolve(String.format("part_%03d/%03d.wav", i % 3, i));
            Files.createDirectories(file.getParent());
            boolean bad = i % 20 == 7;
            Files.write(file, bad ? new byte[i] : Wave.noise(random, 2000 + random.nextInt(20_000)));
        }
    }

    private Process start(String output, String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Metis.class.getName(),
                "extract",
                "--audio-dir=" + audio,
                "--output-dir=" + temp,
                "--output-file=" + output,
                "--batch-size=5",
                "--model=tiny-random",
                "--device=" + TestDevice.NAME));
        command.addAll(Arrays.asList(more));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(temp.resolve(output + ".log").toFile())
                .start();
    }

    private String log(String output) throws IOException {
        return Files.readString(temp.resolve(output + ".log"));
    }

    private byte[] uninterrupted() throws Exception {
        assertThat(start("whole.json").waitFor()).as(log("whole.json")).isEqualTo(Metis.SOME_FAILED);
        return Files.readAllBytes(temp.resolve("whole.json"));
    }

    /** Waits until the job has written so many bytes, or ended. */
    private void awaitBytes(Process job, String output, long bytes) throws IOException {
        Path partial = temp.resolve(output + ".partial");
        while (job.isAlive() && !(Files.exists(partial) && size(partial) >= bytes)) {
            Thread.onSpinWait();
        }
    }

    /** Waits until the folder of the job holds so many files, or the job has ended. */
    private void awaitFiles(Process job, String output, int files) throws IOException {
        while (job.isAlive() && contents(temp.resolve(output)).size() < files) {
            Thread.onSpinWait();
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0; // renamed since
        }
    }

    /** The hashes of all files below a folder but hidden ones, by path. */
    private static Map<String, Integer> contents(Path folder) throws IOException {
        Map<String, Integer> contents = new TreeMap<>();
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : (Iterable<Path>) files::iterator) {
                    if (Files.isRegularFile(file)
                            && !file.getFileName().toString().startsWith(".")) {
                        contents.put(folder.relativize(file).toString(), Arrays.hashCode(Files.readAllBytes(file)));
                    }
                }
            } catch (NoSuchFileException | UncheckedIOException e) {
                return Map.of(); // renamed since
            }
        }
        return contents;
    }

    private void assertSameFailures(String output, String whole) {
        assertThat(temp.resolve(output + ".failures.json"))
                .hasSameTextualContentAs(temp.resolve(whole + ".failures.json"));
    }

    @ParameterizedTest
    @CsvSource({"json, ''", "json, --compress", "jsonl, ''", "jsonl, --compress"})
    void killedAtAnyMomentAndResumedTheOutputIsTheSameToTheByte(String format, String compress) throws Exception {
        String[] options = compress.isEmpty()
                ? new String[] {"--format=" + format}
                : new String[] {"--format=" + format, compress};
        assertThat(start("whole", options).waitFor()).as(log("whole")).isEqualTo(Metis.SOME_FAILED);
        byte[] whole = Files.readAllBytes(temp.resolve("whole"));
        Random random = new Random();
        for (int round = 0; round < ROUNDS; round++) {
            String output = "killed" + round;
            long moment = random.nextInt(whole.length);
            Process job = start(output, options);
            awaitBytes(job, output, moment);
            job.destroyForcibly().waitFor();
            String[] append = Arrays.copyOf(options, options.length + 1);
            append[options.length] = "--append";
            int code = start(output, append).waitFor();
            assertThat(code).as("killed at %d bytes: %s", moment, log(output)).isEqualTo(Metis.SOME_FAILED);
            assertThat(temp.resolve(output)).hasBinaryContent(whole);
            assertSameFailures(output, "whole");
            assertThat(temp.resolve(output + ".partial")).doesNotExist();
        }
    }

    @Test
    void killedAtAnyMomentAndResumedAFolderIsTheSameToTheByte() throws Exception {
        assertThat(start("tree", "--format=npy").waitFor()).as(log("tree")).isEqualTo(Metis.SOME_FAILED);
        Map<String, Integer> whole = contents(temp.resolve("tree"));
        assertThat(whole).hasSize(FILES - BAD + 1).containsKey("success.json");
        Random random = new Random();
        for (int round = 0; round < ROUNDS; round++) {
            String output = "killed" + round;
            int moment = random.nextInt(whole.size());
            Process job = start(output, "--format=npy");
            awaitFiles(job, output, moment);
            job.destroyForcibly().waitFor();
            int code = start(output, "--format=npy", "--append").waitFor();
            assertThat(code).as("killed at %d files: %s", moment, log(output)).isEqualTo(Metis.SOME_FAILED);
            assertThat(contents(temp.resolve(output))).isEqualTo(whole);
            assertSameFailures(output, "tree");
        }
    }

    @Test
    void aSecondJobOnTheSameOutputIsRefusedAlsoAfterTheFirstDied() throws Exception {
        Process first = start("two.json");
        awaitBytes(first, "two.json", 10_000);
        Process second = start("two.json", "--log-file=" + temp.resolve("second.log"));
        assertThat(second.waitFor()).isEqualTo(Metis.COULD_NOT_RUN);
        assertThat(log("two.json")).contains("another job is writing");
        first.destroyForcibly().waitFor();
        assertThat(start("two.json").waitFor()).as(log("two.json")).isEqualTo(Metis.SOME_FAILED);
    }

    @Test
    void ctrlCEndsTheJobInOrder() throws Exception {
        Process job = start("interrupted.json");
        awaitBytes(job, "interrupted.json", 10_000);
        new ProcessBuilder("kill", "-INT", String.valueOf(job.pid())).start().waitFor();
        assertThat(job.waitFor()).as(log("interrupted.json")).isEqualTo(130);
        assertThat(log("interrupted.json")).contains("stopped; what was done is kept");
    }

    @Test
    void anOutputFolderThatIsRemovedStopsTheJob() throws Exception {
        Path folder = Files.createDirectories(temp.resolve("folder"));
        Process job = start("folder/out.json");
        Path partial = folder.resolve("out.json.partial");
        while (job.isAlive() && size(partial) < 10_000) {
            Thread.onSpinWait();
        }
        Files.move(folder, temp.resolve("moved"));
        assertThat(job.waitFor()).isEqualTo(Metis.COULD_NOT_RUN);
        assertThat(log("moved/out.json"))
                .contains("cannot be written")
                .contains("see to it that the folder is there and stays")
                .contains("give the same command again")
                .doesNotContain("not foreseen");
    }

    @Test
    void toldToStopTheJobKeepsWhatIsDoneAndSaysHowToGoOn() throws Exception {
        byte[] whole = uninterrupted();
        Process job = start("stopped.json");
        awaitBytes(job, "stopped.json", whole.length / 3);
        job.destroy();
        assertThat(job.waitFor()).as(log("stopped.json")).isEqualTo(143);
        assertThat(log("stopped.json"))
                .contains("stopped; what was done is kept")
                .contains("give the same command again");
        assertThat(Files.size(temp.resolve("stopped.json.partial"))).isBetween(whole.length / 3L, whole.length - 1L);
        assertThat(start("stopped.json").waitFor()).isEqualTo(Metis.SOME_FAILED);
        assertThat(log("stopped.json")).contains("files are in the output already");
        assertThat(temp.resolve("stopped.json")).hasBinaryContent(whole);
    }

    @Test
    void aFileThatFailedIsRetriedAlone() throws Exception {
        uninterrupted();
        Path failed = audio.resolve("part_001/007.wav");
        assertThat(temp.resolve("whole.json.failures.json")).content().contains("part_001/007.wav");
        Files.write(failed, Wave.noise(new Random(2), 8000));
        assertThat(start("whole.json", "--retry-failed").waitFor()).isEqualTo(Metis.SOME_FAILED);
        assertThat(log("whole.json")).contains("1 files encoded");
        assertThat(temp.resolve("whole.json"))
                .content()
                .contains("part_001/007.wav")
                .endsWith("]\n  ]\n}\n");
        assertThat(temp.resolve("whole.json.failures.json")).content().doesNotContain("part_001/007.wav");
    }
}
