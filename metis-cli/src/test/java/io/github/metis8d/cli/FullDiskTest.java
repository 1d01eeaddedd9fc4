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

    private String extract(Path output, String more) {
        return String.join(
                " ",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp '" + System.getProperty("java.class.path") + "'",
                Metis.class.getName(),
                "extract --model=tiny-random --batch-size=5 --device=" + TestDevice.NAME,
                "--audio-dir=" + temp.resolve("audio"),
                "--output-dir=" + output.getParent(),
                "--output-file=" + output.getFileName(),
                more);
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
        String option = "--format=json";
        assertThat(shell("log", extract(whole, option))).as(log("log")).isZero();
        assertThat(shell("log", "ulimit -f 1500", extract(output, option)))
                .as(log("log"))
                .isEqualTo(Metis.COULD_NOT_RUN);
        assertThat(log("log"))
                .contains("cannot be written")
                .contains("make room on the disk, and give the same command again")
                .doesNotContain("\tat ");
        assertThat(temp.resolve("out.partial")).isNotEmptyFile();
        assertThat(shell("log", extract(output, option))).as(log("log")).isZero();
        assertThat(log("log")).contains("files are in the output already");
        assertThat(output).hasSameBinaryContentAs(whole);
    }

    @ParameterizedTest
    @CsvSource({"json --compress", "npy"})
    void aFullDiskStopsTheJobAndItGoesOnLater(String format) throws Exception {
        assumeThat(shell("log", "unshare --user --map-root-user --mount mount -t tmpfs none " + temp))
                .as("file systems can be made here")
                .isZero();
        Path whole = temp.resolve("whole");
        Path disk = Files.createDirectories(temp.resolve("disk"));
        String option = "--format=" + format;
        assertThat(shell("log", extract(whole, option))).as(log("log")).isZero();
        assertThat(shell(
                        "log",
                        "unshare --user --map-root-user --mount bash -euc \"$(cat <<'END'",
                        "mount -t tmpfs -o size=400k none " + disk,
                        "code=0; " + extract(disk.resolve("out"), option) + " || code=$?",
                        "test $code = 1",
                        "mount -o remount,size=20m " + disk,
                        extract(disk.resolve("out"), option),
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
        assertThat(shell("log", extract(output, ""))).as(log("log")).isEqualTo(Metis.COULD_NOT_RUN);
        assertThat(log("log")).contains("out.failures.json.new").doesNotContain("not foreseen");
    }
}
