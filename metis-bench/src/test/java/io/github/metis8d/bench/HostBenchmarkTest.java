package io.github.metis8d.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole host side runs; how fast is not for a test to say. */
class HostBenchmarkTest {
    @TempDir
    private Path folder;

    private static String run(String... arguments) {
        StringWriter out = new StringWriter();
        assertThat(HostBenchmark.run(new PrintWriter(out), arguments)).isZero();
        return out.toString();
    }

    @Test
    void everyFormatIsTimedWithTheDeviceAndWithout() {
        String report = run(
                "--files=30",
                "--mean-seconds=0.3",
                "--min-seconds=0.1",
                "--max-seconds=1",
                "--budget-seconds=2",
                "--launch-ms=0.1",
                "--rounds=1",
                "--devices=2",
                "--format=json,jsonl,npy");
        assertThat(report.lines().filter(line -> !line.startsWith(" ")))
                .containsExactly(
                        "round 1, json",
                        "round 1, json, device takes no time",
                        "round 1, jsonl",
                        "round 1, jsonl, device takes no time",
                        "round 1, npy",
                        "round 1, npy, device takes no time");
        assertThat(report)
                .contains("seconds of audio a second: ")
                .containsPattern("useful share of the devices' time: \\d+\\.\\d %")
                .containsPattern("seconds of audio in a batch: [01]\\.\\d, \\d+\\.\\d % of the budget")
                .containsPattern("padding: \\d+\\.\\d+ %");
    }

    @Test
    void theAudioStaysInAFolderThatIsNamedAndTheOutputDoesNot() throws IOException {
        run("--files=3", "--mean-seconds=0.2", "--min-seconds=0.1", "--rounds=1", "--format=npy", "--folder=" + folder);
        try (Stream<Path> files = Files.walk(folder).filter(Files::isRegularFile)) {
            assertThat(files).hasSize(3).allMatch(file -> file.toString().endsWith(".wav"));
        }
    }
}
