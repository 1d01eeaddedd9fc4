package io.github.metis8d.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.metis8d.Latents;
import io.github.metis8d.io.latents.LatentReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written for a file is by that file alone: to the last bit, whatever is encoded with it, before it, after it. */
class SameBitsTest {
    private static final int FILES = 40;
    /** In 9 batches or so. */
    private static final String SMALL_BATCHES = "--max-batch-seconds=4";

    @TempDir
    private Path temp;

    private final Random random = new Random(1);
    private Path audio;

    @BeforeEach
    void makeAudio() throws IOException {
        assumeThat(TestDevice.NAME).as("on a GPU bits are not promised").isEqualTo("cpu");
        audio = Files.createDirectories(temp.resolve("audio"));
        for (int i = 0; i < FILES; i++) {
            put(name(i));
        }
    }

    private static String name(int i) {
        return String.format("%02d.wav", i);
    }

    private void put(String name) throws IOException {
        Files.write(audio.resolve(name), Wave.noise(random, 1000 + random.nextInt(random.nextInt(60_000) + 1)));
    }

    private String extract(int code, String output, String... more) {
        CommandRun run = CommandRun.of(CommandRun.extraction(audio, temp.resolve(output), more));
        assertThat(run.code()).as(run.err()).isEqualTo(code);
        return run.err();
    }

    private Path extract(String output, String... more) {
        extract(Metis.OK, output, more);
        return temp.resolve(output);
    }

    private Path merge(String output, String... inputs) {
        List<String> command =
                new ArrayList<>(List.of("merge", temp.resolve(output).toString()));
        for (String input : inputs) {
            command.add(temp.resolve(input).toString());
        }
        CommandRun run = CommandRun.of(command);
        assertThat(run.code()).as(run.err()).isEqualTo(Metis.OK);
        return temp.resolve(output);
    }

    private Map<String, Latents> entries(Path output) throws IOException {
        Map<String, Latents> entries = new LinkedHashMap<>();
        try (LatentReader reader = LatentReader.open(output)) {
            for (LatentReader.Entry entry = reader.next(); entry != null; entry = reader.next()) {
                assertThat(entries.put(entry.key(), entry.latents())).isNull();
            }
        }
        return entries;
    }

    @ParameterizedTest
    @ValueSource(strings = {"fp32", "bf16"})
    void shardsThatAreMergedAreTheOneJobToTheByte(String precision) {
        String format = "--precision=" + precision;
        Path whole = extract("whole.json", format);
        extract("1.json", format, "--shard=1/3", "--batch-size=1");
        extract("2.json", format, "--shard=2/3", "--max-batch-seconds=1");
        extract("3.json", format, "--shard=3/3");
        assertThat(merge("merged.json", "1.json", "2.json", "3.json")).hasSameBinaryContentAs(whole);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fp32", "bf16"})
    void howMuchIsEncodedTogetherChangesNoByte(String precision) {
        String format = "--precision=" + precision;
        Path whole = extract("whole.json", format);
        assertThat(extract("small.json", format, SMALL_BATCHES, "--batch-size=7"))
                .hasSameBinaryContentAs(whole);
        assertThat(extract("single.json", format, "--max-batch-seconds=0.001")).hasSameBinaryContentAs(whole);
    }

    @Test
    void whatIsAppendedIsWhatAWholeRunWouldHaveWritten() {
        Path whole = extract("whole.json", SMALL_BATCHES);
        extract("parts.json", "--max-files=13");
        extract("parts.json", "--append");
        assertThat(merge("sorted.json", "parts.json")).hasSameBinaryContentAs(whole);
    }

    @Test
    void whatFailedAndIsTriedAgainIsWhatAWholeRunWouldHaveWritten() throws IOException {
        Path whole = extract("whole.json", SMALL_BATCHES);
        List<String> spoilt = List.of(name(3), name(4), name(20), name(39));
        for (String name : spoilt) {
            Files.move(audio.resolve(name), temp.resolve(name));
            Files.writeString(audio.resolve(name), "no audio");
        }
        extract(Metis.SOME_FAILED, "retried.json", SMALL_BATCHES);
        for (String name : spoilt) {
            Files.delete(audio.resolve(name));
            Files.move(temp.resolve(name), audio.resolve(name));
        }
        extract("retried.json", "--retry-failed");
        assertThat(merge("sorted.json", "retried.json")).hasSameBinaryContentAs(whole);
    }

    @Test
    void filesThatComeOrGoChangeNothingForOthers() throws IOException {
        Map<String, Latents> before = entries(extract("before.json", SMALL_BATCHES));
        for (int i = 0; i < FILES; i += 3) {
            Files.delete(audio.resolve(name(i)));
            before.remove(name(i));
            put(String.format("%02d new.wav", i));
        }
        assertThat(entries(extract("after.json", SMALL_BATCHES))).containsAllEntriesOf(before);
    }

    @Test
    void aFileAloneIsAsItIsAmongOthers() throws IOException {
        Map<String, Latents> whole = entries(extract("whole.json", SMALL_BATCHES));
        Path all = audio;
        for (String name : List.of(name(0), name(1), name(17))) {
            audio = Files.createDirectories(temp.resolve("only " + name));
            Files.copy(all.resolve(name), audio.resolve(name));
            assertThat(entries(extract(name + ".json"))).isEqualTo(Map.of(name, whole.get(name)));
        }
    }
}
