package io.github.metis8d.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.metis8d.spi.BackendProvider;
import java.io.File;
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
import java.util.concurrent.TimeUnit;
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
    private static final String PART_BYTES = "metis.parquet.part";
    private static final String SMALL_PART = "30000";
    /** Behind more files than the device, and what waits for it, holds. */
    private static final String STUCK = "part_000/013 stuck.wav";

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

    private List<String> command(String output, String... more) {
        List<String> command = CommandRun.extraction(audio, temp.resolve(output), more);
        command.add("--batch-size=5");
        return command;
    }

    /** Starts a job that may be killed. */
    private Process start(String output, String... more) throws IOException {
        return startOn(System.getProperty("java.class.path"), output, more);
    }

    private Process startOn(String classPath, String output, String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-D" + PART_BYTES + "=" + SMALL_PART,
                "-cp",
                classPath,
                Metis.class.getName()));
        command.addAll(command(output, more));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(temp.resolve(output + ".log").toFile())
                .start();
    }

    private String log(String output) throws IOException {
        return Files.readString(temp.resolve(output + ".log"));
    }

    /** Runs a job to its end in this process, which saves the start of another. */
    private String finish(String output, String... more) {
        CommandRun run = CommandRun.of(command(output, more));
        assertThat(run.code()).as(run.err()).isEqualTo(Metis.SOME_FAILED);
        return run.err();
    }

    private byte[] uninterrupted(String... more) throws IOException {
        finish("whole", more);
        return Files.readAllBytes(temp.resolve("whole"));
    }

    /** Waits until the job has written so many bytes, or ended. */
    private void awaitBytes(Process job, String output, long bytes) throws InterruptedException {
        Path partial = temp.resolve(output + ".partial");
        while (goesOn(job) && size(partial) < bytes) {}
    }

    /** Waits until the folder of the job holds so many files, or the job has ended. */
    private void awaitFiles(Process job, String output, int files) throws IOException, InterruptedException {
        while (goesOn(job) && contents(temp.resolve(output)).size() < files) {}
    }

    /** Whether the job has not ended, which leaves it the processor for a moment. */
    private static boolean goesOn(Process job) throws InterruptedException {
        return !job.waitFor(1, TimeUnit.MILLISECONDS);
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0; // not there yet, or renamed since
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

    /** The record still says of every file what it was. */
    private static void assertRecorded(Path record) throws IOException {
        try (Stream<String> lines = Files.lines(record)) {
            assertThat(lines.filter(line -> line.contains("\"bytes\": "))
                            .map(line -> line.substring(0, line.indexOf(", \"bytes\"")))
                            .distinct())
                    .hasSize(FILES - BAD);
        }
    }

    @ParameterizedTest
    @CsvSource({"json, ''", "json, --compress", "jsonl, ''", "jsonl, --compress"})
    void killedAtAnyMomentAndResumedTheOutputIsTheSameToTheByte(String format, String compress) throws Exception {
        String[] options = compress.isEmpty()
                ? new String[] {"--format=" + format}
                : new String[] {"--format=" + format, compress};
        byte[] whole = uninterrupted(options);
        Random random = new Random();
        for (int round = 0; round < ROUNDS; round++) {
            String output = "killed" + round;
            long moment = random.nextInt(whole.length);
            Process job = start(output, options);
            awaitBytes(job, output, moment);
            job.destroyForcibly().waitFor();
            String[] append = Arrays.copyOf(options, options.length + 1);
            append[options.length] = "--append";
            finish(output, append);
            assertThat(temp.resolve(output)).as("killed at %d bytes", moment).hasBinaryContent(whole);
            assertSameFailures(output, "whole");
            assertRecorded(temp.resolve(output + ".job"));
            assertThat(temp.resolve(output + ".partial")).doesNotExist();
        }
    }

    @Test
    void killedAtAnyMomentAndResumedAFolderIsTheSameToTheByte() throws Exception {
        finish("tree", "--format=npy");
        Map<String, Integer> whole = contents(temp.resolve("tree"));
        assertThat(whole).hasSize(FILES - BAD + 1).containsKey("success.json");
        Random random = new Random();
        for (int round = 0; round < ROUNDS; round++) {
            String output = "killed" + round;
            int moment = random.nextInt(whole.size());
            Process job = start(output, "--format=npy");
            awaitFiles(job, output, moment);
            job.destroyForcibly().waitFor();
            finish(output, "--format=npy", "--append");
            assertThat(contents(temp.resolve(output)))
                    .as("killed at %d files", moment)
                    .isEqualTo(whole);
            assertSameFailures(output, "tree");
            assertRecorded(temp.resolve(output).resolve(".job"));
        }
    }

    @Test
    void killedAtAnyMomentAndResumedPartsOfParquetAreTheSameToTheByte() throws Exception {
        System.setProperty(PART_BYTES, SMALL_PART);
        try {
            finish("parts", "--format=parquet");
            Map<String, Integer> whole = contents(temp.resolve("parts"));
            assertThat(whole).hasSizeGreaterThan(2);
            Random random = new Random();
            for (int round = 0; round < ROUNDS; round++) {
                String output = "killed" + round;
                int moment = random.nextInt(whole.size());
                Process job = start(output, "--format=parquet");
                while (goesOn(job)
                        && contents(temp.resolve(output + ".partial")).size() < moment) {}
                job.destroyForcibly().waitFor();
                finish(output, "--format=parquet", "--append");
                assertThat(contents(temp.resolve(output)))
                        .as("killed at %d parts", moment)
                        .isEqualTo(whole);
                assertSameFailures(output, "parts");
                assertRecorded(temp.resolve(output + ".job"));
                assertThat(temp.resolve(output + ".success.json"))
                        .hasSameBinaryContentAs(temp.resolve("parts.success.json"));
                assertThat(temp.resolve(output + ".partial")).doesNotExist();
            }
        } finally {
            System.clearProperty(PART_BYTES);
        }
    }

    @Test
    void aSecondJobOnTheSameOutputIsRefusedAlsoAfterTheFirstDied() throws Exception {
        Process first = start("two.json");
        awaitBytes(first, "two.json", 10_000);
        CommandRun second = CommandRun.of(command("two.json"));
        assertThat(second.code()).isEqualTo(Metis.COULD_NOT_RUN);
        assertThat(second.err()).contains("another job is writing");
        first.destroyForcibly().waitFor();
        assertThat(finish("two.json")).contains("files are in the output already");
    }

    /** Whether this process ignores Ctrl-C and so do those it starts, as a shell has it for what runs in its background. */
    private static boolean ignoresCtrlC() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return false;
        }
        try (Stream<String> lines = Files.lines(status)) {
            int interrupt = 2;
            return lines.filter(line -> line.startsWith("SigIgn:"))
                    .map(line -> line.substring("SigIgn:".length()).strip())
                    .anyMatch(mask -> (Long.parseUnsignedLong(mask, 16) >> (interrupt - 1) & 1) == 1);
        }
    }

    @Test
    void ctrlCEndsTheJobInOrder() throws Exception {
        assumeThat(ignoresCtrlC()).as("this process ignores Ctrl-C").isFalse();
        Process job = start("interrupted.json");
        awaitBytes(job, "interrupted.json", 10_000);
        new ProcessBuilder("kill", "-INT", String.valueOf(job.pid())).start().waitFor();
        assertThat(job.waitFor()).as(log("interrupted.json")).isEqualTo(130);
        assertThat(log("interrupted.json")).contains("stopped; what was done is kept");
    }

    /** Puts a device in the first place that never ends a long clip, and gives the job one. */
    private Process startOnStuckDevice(String output) throws IOException {
        Path services = Files.createDirectories(temp.resolve("stuck/META-INF/services"));
        Files.writeString(services.resolve(BackendProvider.class.getName()), StuckDevice.class.getName());
        Files.write(audio.resolve(STUCK), Wave.noise(new Random(1), StuckDevice.STUCK_SAMPLES));
        return startOn(
                temp.resolve("stuck") + File.pathSeparator + System.getProperty("java.class.path"),
                output,
                "--verbose");
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143"})
    void aDeviceThatIsStuckIsNotWaitedFor(String signal, int code) throws Exception {
        assumeThat(ignoresCtrlC()).as("this process ignores Ctrl-C").isFalse();
        Process job = startOnStuckDevice("stuck.json");
        while (goesOn(job) && !log("stuck.json").contains("5 files are on disk")) {}
        long before = size(temp.resolve("stuck.json.partial"));
        new ProcessBuilder("kill", "-" + signal, String.valueOf(job.pid()))
                .start()
                .waitFor();
        assertThat(job.waitFor()).as(log("stuck.json")).isEqualTo(code);
        assertThat(log("stuck.json")).contains("stopped; what was done is kept").doesNotContain("has not ended");
        assertThat(size(temp.resolve("stuck.json.partial"))).isEqualTo(before);
        Files.delete(audio.resolve(STUCK));
        assertThat(finish("stuck.json")).contains("files are in the output already");
    }

    @Test
    void anOutputFolderThatIsRemovedStopsTheJob() throws Exception {
        Path folder = Files.createDirectories(temp.resolve("folder"));
        Process job = start("folder/out.json");
        awaitBytes(job, "folder/out.json", 10_000);
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
        assertThat(finish("stopped.json")).contains("files are in the output already");
        assertThat(temp.resolve("stopped.json")).hasBinaryContent(whole);
    }
}
