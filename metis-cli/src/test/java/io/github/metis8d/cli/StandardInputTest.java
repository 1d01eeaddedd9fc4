package io.github.metis8d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.metis8d.io.latents.LatentReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code metis encode -}, in a process of its own, whose standard input comes from a pipe. */
class StandardInputTest {
    @TempDir
    private Path temp;

    /** {@return what the command gave that was fed some bytes} */
    private CommandRun encode(byte[] input, String... files) throws IOException, InterruptedException {
        Path err = temp.resolve("err");
        Path out = temp.resolve("out.json");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Metis.class.getName(),
                "encode",
                "--model=tiny-random",
                "--device=" + TestDevice.NAME));
        command.addAll(List.of(files));
        Process metis = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        metis.getOutputStream().write(input);
        metis.getOutputStream().close();
        return new CommandRun(metis.waitFor(), Files.readString(out), Files.readString(err));
    }

    /** {@return what is in the output, by its keys} */
    private Map<String, float[][]> latents() throws IOException {
        Map<String, float[][]> latents = new LinkedHashMap<>();
        try (LatentReader reader = LatentReader.open(temp.resolve("out.json"))) {
            for (LatentReader.Entry entry = reader.next(); entry != null; entry = reader.next()) {
                latents.put(entry.key(), entry.latents().toArray());
            }
        }
        return latents;
    }

    @Test
    void standardInputIsAFileAmongOthers() throws Exception {
        byte[] wav = Wave.noise(new Random(1), 16_000);
        Path file = Files.write(temp.resolve("a.wav"), wav);
        CommandRun run = encode(wav, "-", file.toString());
        assertThat(run.code()).as(run.err()).isEqualTo(Metis.OK);
        assertThat(latents()).containsOnlyKeys("-", file.toString());
        assertThat(latents().get("-"))
                .hasDimensions(49, 8)
                .isDeepEqualTo(latents().get(file.toString()));
    }

    @Test
    void whatIsWrongWithItIsSaidByItsName() throws Exception {
        CommandRun empty = encode(new byte[0], "-");
        assertThat(empty.code()).isEqualTo(Metis.SOME_FAILED);
        assertThat(empty.err()).contains("standard input is empty");
        byte[] wav = Wave.noise(new Random(1), 16_000);
        CommandRun cut = encode(Arrays.copyOf(wav, 20_000), "-");
        assertThat(cut.code()).as(cut.err()).isEqualTo(Metis.OK);
        assertThat(cut.err()).contains("standard input is encoded, but it is damaged: ");
    }
}
