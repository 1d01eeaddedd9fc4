package io.github.metis8d.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A disk that takes no more in the middle of a job, and room that is made then. */
class FullDiskTest {
    @TempDir
    private Path temp;

    @BeforeEach
    void makeAudio() throws IOException {
        Path audio = Files.createDirectories(temp.resolve("audio"));
        Random random = new Random(1);
        for (int i = 0; i < 40; i++) {
            Files.write(
                    audio.resolve(String.format("%03d.wav", i)), Wave.noise(random, 130_000 + random.nextInt(80_000)));
        }
    }

    private List<String> arguments(Path output, String... more) {
        List<String> arguments = CommandRun.extraction(temp.resolve("audio"), output, more);
        arguments.add("--batch-size=5");
        return arguments;
    }

    /** The command as a line of a script. */
    private String script(Path output, String... more) {
        return Path.of(System.getProperty("java.home"), "bin", "java") + " --enable-native-access=ALL-UNNAMED -cp '"
                + System.getProperty("java.class.path") + "' " + Metis.class.getName() + " "
                + String.join(" ", arguments(output, more));
    }

    /** Runs the command in this process. */
    private CommandRun extract(Path output, String... more) {
        return CommandRun.of(arguments(output, more));
    }

    private void finish(Path output, String... more) {
        CommandRun run = extract(output, more);
        assertThat(run.code()).as(run.err()).isEqualTo(Metis.OK);
    }

    /** Runs a script, and gives its exit code. */
    private int shell(String log, String... script) throws IOException, InterruptedException {
        return new ProcessBuilder(List.of("bash", "-c", String.join("\n", script)))
                .redirectErrorStream(true)
                .redirectOutput(temp.resolve(log).toFile())
                .start()
                .waitFor();
    }

    private String log(String log) throws IOException {
        return Files.readString(temp.resolve(log));
    }

    /** The system call fails in the middle of an entry, as on a full disk. */
    @Test
    void aFileThatMayNotGrowStopsTheJobAndItGoesOnLater() throws Exception {
        Path whole = temp.resolve("whole");
        Path output = temp.resolve("out");
        finish(whole);
        assertThat(shell("log", "ulimit -f 1500", script(output)))
                .as(log("log"))
                .isEqualTo(Metis.COULD_NOT_RUN);
        assertThat(log("log"))
                .contains("cannot be written")
                .contains("a limit of a file's size (ulimit -f), or a fault, and give the same command again")
                .doesNotContain("\tat ");
        assertThat(temp.resolve("out.partial")).isNotEmptyFile();
        CommandRun resumed = extract(output);
        assertThat(resumed.code()).as(resumed.err()).isEqualTo(Metis.OK);
        assertThat(resumed.err()).contains("files are in the output already");
        assertThat(output).hasSameBinaryContentAs(whole);
    }

    @ParameterizedTest
    @CsvSource({"--format=json, --compress", "--format=npy, --append"})
    void aFullDiskStopsTheJobAndItGoesOnLater(String format, String more) throws Exception {
        assumeThat(shell("log", "unshare --user --map-root-user --mount mount -t tmpfs none " + temp))
                .as("file systems can be made here")
                .isZero();
        Path whole = temp.resolve("whole");
        Path disk = Files.createDirectories(temp.resolve("disk"));
        finish(whole, format, more);
        assertThat(shell(
                        "log",
                        "unshare --user --map-root-user --mount bash -euc \"$(cat <<'END'",
                        "mount -t tmpfs -o size=400k none " + disk,
                        "code=0; " + script(disk.resolve("out"), format, more) + " || code=$?",
                        "test $code = 1",
                        "mount -o remount,size=20m " + disk,
                        script(disk.resolve("out"), format, more),
                        "cp -r " + disk + "/out " + temp.resolve("out"),
                        "END",
                        ")\""))
                .as(log("log"))
                .isZero();
        assertThat(log("log"))
                .contains("No space left on device; make room on the disk, and give the same command again")
                .contains("files are in the output already")
                .doesNotContain("\tat ");
        assertThat(shell("log", "diff -r --exclude=.job " + whole + " " + temp.resolve("out")))
                .as(log("log"))
                .isZero();
    }

    @Test
    void aListOfFailuresThatCannotBeWrittenStopsTheJobToo() throws Exception {
        Path output = temp.resolve("out");
        Files.writeString(temp.resolve("audio/000.wav"), "no audio");
        Files.createDirectories(temp.resolve("out.failures.json.new"));
        CommandRun run = extract(output);
        assertThat(run.code()).as(run.err()).isEqualTo(Metis.COULD_NOT_RUN);
        assertThat(run.err()).contains("out.failures.json.new").doesNotContain("not foreseen");
    }
}
