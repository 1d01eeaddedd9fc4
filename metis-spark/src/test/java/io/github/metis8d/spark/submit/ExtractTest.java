package io.github.metis8d.spark.submit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.metis8d.Latents;
import io.github.metis8d.Metis8dEncoder;
import io.github.metis8d.ModelSource;
import io.github.metis8d.io.audio.AudioDecoder;
import io.github.metis8d.io.latents.JsonLinesLatentReader;
import io.github.metis8d.io.latents.LatentReader;
import io.github.metis8d.spark.Rows;
import io.github.metis8d.spark.Speech;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The job, in one process. */
class ExtractTest {
    private static SparkSession spark;

    /** What the files of the tree have, by their keys. */
    private static Map<String, Latents> latents;

    @TempDir
    private static Path speech;

    @TempDir
    private Path temp;

    private Path output;
    private String messages;

    @BeforeAll
    static void start() throws IOException {
        spark = SparkSession.builder()
                .master("local[2,4]")
                .config("spark.ui.enabled", "false")
                .config("spark.hadoop.fs." + TroubledStore.SCHEME + ".impl", TroubledStore.class.getName())
                .config("spark.sql.warehouse.dir", speech.resolve("warehouse").toString())
                .getOrCreate();
        for (int i = 0; i < 12; i++) {
            Speech.write(speech.resolve("part_" + i % 3 + "/é " + i + ".wav"), Speech.wav(i, 0.3 + 0.1 * i));
        }
        latents = new TreeMap<>();
        AudioDecoder decoder = new AudioDecoder();
        try (Metis8dEncoder encoder = Metis8dEncoder.builder()
                .model(ModelSource.tinyRandom())
                .device("cpu")
                .build()) {
            for (int i = 0; i < 12; i++) {
                String key = "part_" + i % 3 + "/é " + i + ".wav";
                latents.put(key, Latents.of(encoder.encode(decoder.decode(speech.resolve(key)))));
            }
        }
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    @BeforeEach
    void nameOutput() {
        output = temp.resolve("out");
    }

    private int run(Object audioDir, String... more) {
        List<String> arguments = new ArrayList<>(List.of("--audio-dir", audioDir.toString()));
        arguments.addAll(List.of("--output-dir", output.toString(), "--model", "tiny-random", "--device", "cpu"));
        arguments.addAll(Arrays.asList(more));
        return execute(arguments.toArray(String[]::new));
    }

    private int execute(String... arguments) {
        StringWriter err = new StringWriter();
        CommandLine job = Extract.commandLine().setErr(new PrintWriter(err));
        int code = job.execute(arguments);
        messages = err.toString();
        return code;
    }

    /** A tree of its own with the first files of the other, and one of each kind that is no audio. */
    private Path troubledTree() throws IOException {
        Path tree = temp.resolve("tree");
        for (String key : List.of("part_0/é 0.wav", "part_1/é 1.wav")) {
            Files.createDirectories(tree.resolve(key).getParent());
            Files.copy(speech.resolve(key), tree.resolve(key));
        }
        Speech.write(tree.resolve("part_0/empty.wav"), new byte[0]);
        Speech.write(
                tree.resolve("part_1/text.wav"), "no audio at all".repeat(100).getBytes("UTF-8"));
        return tree;
    }

    private Map<String, Latents> written() {
        Map<String, Latents> written = new TreeMap<>();
        for (Row row :
                spark.read().parquet(output.resolve("latents").toString()).collectAsList()) {
            assertThat(written.put(row.getAs("path"), Rows.latents(row))).isNull();
        }
        return written;
    }

    private Map<String, String> failures() {
        Map<String, String> kinds = new TreeMap<>();
        for (Row row :
                spark.read().parquet(output.resolve("failures").toString()).collectAsList()) {
            assertThat(kinds.put(row.getAs("path"), row.getAs("kind"))).isNull();
            assertThat(row.<String>getAs("message")).contains(row.<String>getAs("path"));
        }
        return kinds;
    }

    private List<String> parts(String folder, String ending) throws IOException {
        try (Stream<Path> files = Files.list(output.resolve(folder))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("part-") && name.endsWith(ending))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void writesTheLatentsOfEveryFileByItsPathBelowTheFolder() {
        assertThat(run(speech)).isEqualTo(Extract.OK);
        assertThat(written()).isEqualTo(latents);
        assertThat(output.resolve("failures")).doesNotExist();
        assertThat(output.resolve("_SUCCESS")).exists();
        assertThat(messages).contains("12 files encoded, 0 failed").contains("random weights");
        Row row = spark.read().parquet(output.resolve("latents").toString()).first();
        assertThat(row.schema().fieldNames()).containsExactly("path", "seconds", "frames", "latents", "batch");
    }

    @Test
    void putsFilesThatFailIntoATableOfTheirOwn() throws IOException {
        assertThat(run(troubledTree())).isEqualTo(Extract.SOME_FAILED);
        assertThat(written()).containsOnlyKeys("part_0/é 0.wav", "part_1/é 1.wav");
        assertThat(failures()).isEqualTo(Map.of("part_0/empty.wav", "empty", "part_1/text.wav", "not-audio"));
        assertThat(messages).contains("2 files encoded, 2 failed");
    }

    @Test
    void addsWhatAFinishedOutputLacksIfAskedTo() throws IOException {
        Path tree = troubledTree();
        run(tree, "--part", "part_0");
        assertThat(written()).containsOnlyKeys("part_0/é 0.wav");
        List<String> before = parts("latents/batch=1", ".parquet");

        assertThat(run(tree)).isEqualTo(Extract.COULD_NOT_RUN);
        assertThat(messages).contains("is finished").contains("--append");

        Files.copy(
                speech.resolve("part_2/é 2.wav"),
                tree.resolve("part_1/text.wav"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertThat(run(tree, "--append")).isEqualTo(Extract.SOME_FAILED);
        assertThat(messages).contains("2 files encoded, 1 failed");
        assertThat(written()).containsOnlyKeys("part_0/é 0.wav", "part_1/text.wav", "part_1/é 1.wav");
        assertThat(parts("latents/batch=1", ".parquet")).isEqualTo(before);
        assertThat(failures()).containsOnlyKeys("part_0/empty.wav");

        // Failures of files that are not gone through stay.
        Files.copy(speech.resolve("part_2/é 5.wav"), tree.resolve("part_1/é 5.wav"));
        assertThat(run(tree, "--append", "--part", "part_1")).isEqualTo(Extract.OK);
        assertThat(failures()).containsOnlyKeys("part_0/empty.wav");
        Files.delete(tree.resolve("part_0/empty.wav"));
        assertThat(run(tree, "--append")).isEqualTo(Extract.OK);
        assertThat(written()).hasSize(4);
    }

    @Test
    void goesOnAfterTheBatchesThatAKilledJobCommitted() throws IOException {
        assertThat(run(speech, "--part", "part_1/")).isEqualTo(Extract.OK);
        Files.delete(output.resolve("_SUCCESS"));
        Path torn = output.resolve("latents/batch=2/_temporary/0/task_7/part-00000-x.zstd.parquet");
        Speech.write(torn, new byte[100]);

        assertThat(run(speech)).isEqualTo(Extract.OK);
        assertThat(messages).contains("8 files encoded");
        assertThat(written()).isEqualTo(latents);
    }

    @Test
    void writesTheLinesThatTheLibraryReads() throws IOException {
        assertThat(run(speech, "--format", "jsonl", "--compress", "--max-files", "5"))
                .isEqualTo(Extract.OK);
        Map<String, Latents> read = new TreeMap<>();
        for (String part : parts("latents/batch=1", ".json.gz")) {
            Path file = output.resolve("latents/batch=1").resolve(part);
            try (LatentReader lines =
                    new JsonLinesLatentReader(part, new GZIPInputStream(Files.newInputStream(file)))) {
                for (LatentReader.Entry line = lines.next(); line != null; line = lines.next()) {
                    read.put(line.key(), line.latents());
                }
            }
        }
        assertThat(read).isEqualTo(new TreeMap<>(latents).headMap("part_1/é 10.wav"));

        assertThat(run(speech, "--format", "jsonl", "--append")).isEqualTo(Extract.OK);
        assertThat(messages).contains("7 files encoded");
    }

    @Test
    void readsAnyStoreAndLeavesNothingTwiceWhenTasksAreTriedAgain() {
        TroubledStore.FAILURES.set(2);
        String store = TroubledStore.SCHEME + ":" + speech;
        assertThat(run(store, "--max-failures-in-a-row", "1", "--part", "/part_0/"))
                .isEqualTo(Extract.OK);
        assertThat(TroubledStore.FAILURES).hasValue(0);
        assertThat(written()).containsOnlyKeys("part_0/é 0.wav", "part_0/é 3.wav", "part_0/é 6.wav", "part_0/é 9.wav");
        assertThat(messages).contains("4 files encoded, 0 failed");
    }

    @Test
    void tellsWhyABatchCouldNotBeDoneAndGoesOnLater() {
        String store = TroubledStore.SCHEME + ":" + speech;
        TroubledStore.FAILURES.set(Integer.MAX_VALUE);
        try {
            assertThat(run(store, "--max-failures-in-a-row", "1")).isEqualTo(Extract.COULD_NOT_RUN);
        } finally {
            TroubledStore.FAILURES.set(0);
        }
        assertThat(messages).contains("the store is away").contains("the same command again");
        assertThat(output.resolve("_SUCCESS")).doesNotExist();
        assertThat(run(store)).isEqualTo(Extract.OK);
        assertThat(written()).isEqualTo(latents);
    }

    @Test
    void refusesToMixModelsAndToWriteWhereSomethingElseIs() throws IOException {
        assertThat(run(speech, "--part", "part_2")).isEqualTo(Extract.OK);
        assertThat(run(speech, "--append", "--precision", "bf16")).isEqualTo(Extract.COULD_NOT_RUN);
        assertThat(messages).contains("--precision fp32, not bf16");
        output = Files.createDirectories(temp.resolve("other"));
        Files.writeString(output.resolve("thesis.txt"), "mine");
        assertThat(run(speech)).isEqualTo(Extract.COULD_NOT_RUN);
        assertThat(messages).contains("something else").contains("--output-dir");
    }

    @Test
    void tellsWrongUsageByItsExitCode() {
        assertThat(run(speech, "--no-such-option")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(run(speech, "--precision", "int8")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(messages).contains("fp32, tf32, bf16 or fp16");
        assertThat(run(speech, "--max-files", "0")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(run(speech, "--compress")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(execute("--output-dir", output.toString())).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(run(speech.resolve("nowhere"))).isEqualTo(Extract.COULD_NOT_RUN);
        assertThat(messages).contains("there is no folder");
        assertThat(run(TroubledStore.SCHEME + ":" + speech.resolve("nowhere"))).isEqualTo(Extract.COULD_NOT_RUN);
        assertThat(messages).contains("there is no folder");
        assertThat(run(speech, "--ending", ".flac")).isEqualTo(Extract.COULD_NOT_RUN);
        assertThat(messages).contains("there is no file that ends in .flac");
        assertThat(output).doesNotExist();
    }
}
