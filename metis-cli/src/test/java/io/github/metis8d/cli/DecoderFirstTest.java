package io.github.metis8d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.metis8d.Metis8dEncoder;
import io.github.metis8d.ModelSource;
import io.github.metis8d.io.audio.AudioDecoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** JavaCPP reads its memory limit, four times the heap, when it is first used, which may be by the decoder. */
class DecoderFirstTest {
    /** The program of the other process. */
    static final class DecodeThenEncode {
        public static void main(String[] arguments) {
            float[] samples = new AudioDecoder().decode(Path.of(arguments[0]));
            try (Metis8dEncoder encoder = Metis8dEncoder.builder()
                    .model(ModelSource.tinyRandom())
                    .device("cpu")
                    .build()) {
                System.out.println(encoder.encode(samples).length + " rows");
            }
        }
    }

    @Test
    void aSmallHeapDoesNotLimitTheModelWhenAFileWasDecodedFirst(@TempDir Path folder)
            throws IOException, InterruptedException {
        Path file = Files.write(folder.resolve("noise.wav"), Wave.noise(new Random(1), 16_000));
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx24m",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        DecodeThenEncode.class.getName(),
                        file.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(jvm.waitFor()).as(said).isZero();
        assertThat(said).contains("49 rows");
    }
}
