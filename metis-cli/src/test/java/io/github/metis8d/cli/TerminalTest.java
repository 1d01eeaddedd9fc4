package io.github.metis8d.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command on a terminal, which {@code script} from util-linux makes. */
class TerminalTest {
    @TempDir
    private Path temp;

    /** What a terminal of so many columns is sent by an extraction; its stty and tty note that they were started. */
    private String session(String kind, int columns) throws IOException, InterruptedException {
        assumeThat(Path.of("/usr/bin/script")).exists();
        Path audio = Files.createDirectories(temp.resolve("audio"));
        for (int i = 0; i < 20; i++) {
            Files.write(audio.resolve(i + ".wav"), Wave.noise(new Random(i), 16_000));
        }
        Files.writeString(audio.resolve("bad.wav"), "no audio");
        Path bin = Files.createDirectories(temp.resolve("bin"));
        for (String name : List.of("stty", "tty", "tput")) {
            Path tool = bin.resolve(name);
            Files.writeString(tool, "#!/bin/sh\necho started >> '" + temp.resolve("started") + "'\n");
            Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwx------"));
        }
        List<String> command = CommandRun.extraction(audio, temp.resolve("out.json"), "--batch-size=1");
        String java = Stream.concat(
                        Stream.of(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Metis.class.getName()),
                        command.stream())
                .map(word -> "'" + word + "'")
                .collect(Collectors.joining(" "));
        Path run = temp.resolve("run");
        Files.writeString(run, "/bin/stty cols " + columns + "\nPATH='" + bin + "':$PATH\n" + java + "\n");
        ProcessBuilder script =
                new ProcessBuilder("/usr/bin/script", "-qc", "bash " + run, "/dev/null").redirectErrorStream(true);
        script.environment().put("TERM", kind);
        Process process = script.start();
        process.getOutputStream().close();
        String sent = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        assertThat(temp.resolve("out.json")).as(sent).exists();
        return sent;
    }

    private static List<String> bars(String sent) {
        return Stream.of(sent.split("\r\u001b\\[2K"))
                .skip(1)
                .map(line -> line.split("\r?\n", -1)[0])
                .filter(line -> line.contains("/21"))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "80, '\\[=+] 21/21 100%, 1 failed, [0-9.]+ files/s, [0-9.]+ x real time, 0s left'",
        "40, '21/21, 1 failed, [0-9.]+ files/s, 0s left'"
    })
    void theLineFitsTheTerminalAndNoProcessIsStartedForIt(int columns, String last) throws Exception {
        String sent = session("xterm", columns);
        assertThat(bars(sent)).isNotEmpty().allSatisfy(bar -> assertThat(bar.length())
                .isLessThanOrEqualTo(columns - 2));
        assertThat(bars(sent)).last().asString().matches(last);
        assertThat(sent).contains("skipped bad.wav");
        assertThat(temp.resolve("started")).doesNotExist();
    }

    @Test
    void aTerminalThatCannotClearALineGetsLinesOnly() throws Exception {
        String sent = session("dumb", 80);
        assertThat(sent).contains("20 files encoded, 1 failed").doesNotContain("\u001b", "/21");
        assertThat(temp.resolve("started")).doesNotExist();
    }
}
