package io.github.metis8d.io.latents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.metis8d.Latents;
import io.github.metis8d.MetisException;
import io.github.metis8d.io.latents.JobOutput.IfFinished;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("oldest-jackson")
class LatentMergeTest {
    private static final Map<String, String> MAKER = Map.of("model", "a", "precision", "fp32");

    @TempDir
    private Path folder;

    private static Latents latents(String key) {
        float[] values = new float[Latents.DIMENSIONS * (1 + key.hashCode() % 3 & 3)];
        Arrays.fill(values, key.hashCode() / 7f);
        return new Latents(values);
    }

    private Path write(String name, OutputFormat format, boolean compress, Map<String, String> maker, List<String> keys)
            throws IOException {
        Path file = folder.resolve(name);
        try (JobOutput output = format.open(file, compress, maker, IfFinished.FAIL)) {
            for (String key : keys) {
                output.write(key, latents(key));
            }
            output.finish();
        }
        return file;
    }

    private Path json(String name, String... keys) throws IOException {
        return write(name, OutputFormat.JSON, false, MAKER, List.of(keys));
    }

    private LatentMerge.Result merge(Path... inputs) throws IOException {
        return new LatentMerge(List.of(inputs)).into(folder.resolve("all.json"), OutputFormat.JSON, false, false);
    }

    @ParameterizedTest
    @CsvSource({"JSON, false", "JSON, true", "JSONL, false", "JSONL, true"})
    void anyFormatsInAnyOrderGiveWhatOneSortedJobWrites(OutputFormat format, boolean compress) throws IOException {
        TreeMap<String, Integer> all = new TreeMap<>();
        Random random = new Random(5);
        for (int i = 0; i < 300; i++) {
            all.put("part_" + random.nextInt(9) + "/ü" + random.nextInt() + ".wav", random.nextInt(5));
        }
        Path whole = write("whole", format, compress, MAKER, List.copyOf(all.keySet()));
        List<Path> inputs = new ArrayList<>();
        for (int part = 0; part < 5; part++) {
            int mine = part;
            List<String> keys = new ArrayList<>(
                    all.keySet().stream().filter(key -> all.get(key) == mine).toList());
            // As after --append and --retry-failed: sorted but for what came later.
            Collections.rotate(keys, 3 * part);
            OutputFormat kind = part % 2 == 0 ? OutputFormat.JSON : OutputFormat.JSONL;
            inputs.add(write("in" + part, kind, part > 2, MAKER, keys));
        }
        inputs.add(write("empty.jsonl", OutputFormat.JSONL, false, MAKER, List.of()));
        Path merged = folder.resolve("merged");
        LatentMerge.Result result = new LatentMerge(inputs).into(merged, format, compress, false);
        assertThat(result).isEqualTo(new LatentMerge.Result(all.size(), 0, Set.of()));
        if (!compress) {
            assertThat(merged).hasSameBinaryContentAs(whole);
        }
        try (JobOutput output = format.open(merged, compress, MAKER, IfFinished.APPEND)) {
            assertThat(output.keys()).containsExactlyElementsOf(all.keySet());
        }
    }

    /** As earlier versions wrote it, by UTF-16 units; Python sorts by code points. */
    @Test
    void anOutputOfTheEarlierOrderIsSortedAnew() throws IOException {
        Path earlier = json("x", "a", "\uD83D\uDE00", "\uFF5E");
        merge(earlier, json("y", "\uD83D\uDE01"));
        try (LatentReader reader = LatentReader.open(folder.resolve("all.json"))) {
            for (String key : List.of("a", "\uFF5E", "\uD83D\uDE00", "\uD83D\uDE01")) {
                assertThat(reader.next()).isEqualTo(new LatentReader.Entry(key, latents(key)));
            }
            assertThat(reader.next()).isNull();
        }
    }

    @Test
    void entriesThatAreAlikeAreThereOnce() throws IOException {
        assertThat(merge(json("x", "a", "b"), json("y", "b", "c"))).isEqualTo(new LatentMerge.Result(3, 1, Set.of()));
    }

    @Test
    void differentLatentsOfOneFileAreRefusedAndNothingIsLeftBehind() throws IOException {
        Path x = json("x", "a", "b");
        Path y = json("y", "b", "c");
        Files.writeString(y, Files.readString(y).replaceFirst("\\[[-0-9.E]+,", "[0.5,"));
        assertThatThrownBy(() -> merge(x, y))
                .isInstanceOf(MetisException.class)
                .hasMessageContaining(x + " and " + y + " have different latents of b");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.filter(file -> file.getFileName().toString().startsWith("all.json")))
                    .isEmpty();
        }
    }

    @Test
    void latentsOfDifferentModelsAreRefused() throws IOException {
        Path x = json("x", "a");
        Path y = write("y", OutputFormat.JSON, false, Map.of("model", "b", "precision", "fp32"), List.of("b"));
        assertThatThrownBy(() -> merge(x, y)).hasMessageContaining(y + " was made with another model");
        Files.delete(folder.resolve("y.job"));
        assertThatThrownBy(() -> merge(x, y)).hasMessageContaining("nothing says what made " + y);
    }

    @Test
    void anInputThatIsNotWholeIsRefused() throws IOException {
        Path x = json("x", "a", "b");
        byte[] whole = Files.readAllBytes(x);
        for (int length : new int[] {0, 1, 10, whole.length / 2, whole.length - 4}) {
            Files.write(x, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> merge(x)).as("%d bytes", length).isInstanceOf(MetisException.class);
        }
        assertThatThrownBy(() -> merge(folder.resolve("none"))).hasMessageContaining("there is no file");
        Files.write(folder.resolve("z.partial"), whole);
        assertThatThrownBy(() -> merge(folder.resolve("z.partial"))).hasMessageContaining("is not finished");
    }

    @Test
    void nothingThatIsThereIsOverwrittenUnasked() throws IOException {
        Path x = json("x", "a");
        merge(x);
        assertThatThrownBy(() -> merge(x)).hasMessageContaining("give --overwrite");
        LatentMerge again = new LatentMerge(List.of(json("y", "b")));
        again.into(folder.resolve("all.json"), OutputFormat.JSON, false, true);
        assertThat(folder.resolve("all.json")).content().contains("\"b\"").doesNotContain("\"a\"");
        assertThatThrownBy(() -> again.into(folder.resolve("y"), OutputFormat.JSON, false, true))
                .hasMessageContaining("is one of the inputs");
        Files.createFile(folder.resolve("new.json.partial"));
        assertThatThrownBy(() -> again.into(folder.resolve("new.json"), OutputFormat.JSON, false, true))
                .hasMessageContaining("a job has begun");
    }
}
