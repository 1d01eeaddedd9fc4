package io.github.metis8d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.metis8d.io.latents.LatentReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A folder of four files, in which tests spoil and add some, and the jobs that go over it. */
abstract class FourFileTree {
    final Random random = new Random(1);

    @TempDir
    Path temp;

    Path audio;

    @BeforeEach
    void makeAudio() throws IOException {
        audio = Files.createDirectories(temp.resolve("audio"));
        for (String name : List.of("a.wav", "b.wav", "c.wav", "d.wav")) {
            put(name);
        }
    }

    void put(String name) throws IOException {
        Path file = audio.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, Wave.noise(random, 2000 + random.nextInt(2000)));
    }

    void spoil(String... names) throws IOException {
        for (String name : names) {
            Files.writeString(audio.resolve(name), "no audio");
        }
    }

    CommandRun extract(String... more) {
        return CommandRun.of(CommandRun.extraction(audio, temp.resolve("out"), more));
    }

    /** {@return what it said} */
    String extract(int code, String... more) {
        CommandRun run = extract(more);
        assertThat(run.code()).as(run.err()).isEqualTo(code);
        return run.err();
    }

    List<String> keys(String output) throws IOException {
        List<String> keys = new ArrayList<>();
        try (LatentReader reader = LatentReader.open(temp.resolve(output))) {
            for (LatentReader.Entry entry = reader.next(); entry != null; entry = reader.next()) {
                keys.add(entry.key());
            }
        }
        return keys;
    }
}
