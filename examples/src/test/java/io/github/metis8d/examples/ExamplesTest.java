package io.github.metis8d.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ExamplesTest {
    private static final String DEVICE = System.getProperty("metis.test.device", "cpu");

    private static String printed(Runnable program) {
        PrintStream real = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
            program.run();
        } finally {
            System.setOut(real);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void filesAreEncoded() throws IOException {
        List<String> arguments = new ArrayList<>(List.of("tiny-random", DEVICE));
        try (Stream<Path> files = Files.walk(Path.of("audio"))) {
            files.filter(f -> f.toString().endsWith(".wav")).forEach(f -> arguments.add(f.toString()));
        }
        arguments.add("README.md");
        assertThat(printed(() -> EncodeFiles.main(arguments.toArray(String[]::new))))
                .contains("random weights")
                .contains("254 rows of 8")
                .contains("skipped: ");
    }

    @Test
    void manyCallersShareTheDevice() {
        assertThat(printed(() -> ManyCallers.main(new String[] {"tiny-random", DEVICE})))
                .contains("16 clips, 1584 rows of 8 latents");
    }
}
