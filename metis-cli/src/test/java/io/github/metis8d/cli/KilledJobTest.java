package io.github.metis8d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job in a process of its own, killed in the middle and started again. */
class KilledJobTest {
    private static final int FILES = 150;
    private static final int ROUNDS = Integer.getInteger("metis.test.kills", 4);

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
                "--device=cpu"));
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

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0; // renamed since
        }
    }

    @Test
    void killedAtAnyMomentAndResumedTheOutputIsTheSameToTheByte() throws Exception {
        byte[] whole = uninterrupted();
        Random random = new Random();
        for (int round = 0; round < ROUNDS; round++) {
            String output = "killed" + round + ".json";
            long moment = random.nextInt(whole.length);
            Process job = start(output);
            awaitBytes(job, output, moment);
            job.destroyForcibly().waitFor();
            int code = start(output, "--append").waitFor();
            assertThat(code).as("killed at %d bytes: %s", moment, log(output)).isEqualTo(Metis.SOME_FAILED);
            assertThat(temp.resolve(output)).hasBinaryContent(whole);
            assertThat(temp.resolve(output + ".failures.json"))
                    .hasSameTextualContentAs(temp.resolve("whole.json.failures.json"));
            assertThat(temp.resolve(output + ".partial")).doesNotExist();
        }
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
