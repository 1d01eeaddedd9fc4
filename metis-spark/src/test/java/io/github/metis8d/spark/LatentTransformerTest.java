package io.github.metis8d.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.metis8d.Latents;
import io.github.metis8d.ModelSource;
import io.github.metis8d.io.latents.JobOutput;
import io.github.metis8d.io.latents.JobOutput.IfFinished;
import io.github.metis8d.io.latents.LatentReader;
import io.github.metis8d.io.latents.OutputFormat;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Datasets of files to Datasets of latents, in one process. */
class LatentTransformerTest {
    private static final int FILES = 40;
    private static final LatentTransformer TINY =
            new LatentTransformer().option("model", ModelSource.TINY_RANDOM).option("device", "cpu");

    @TempDir
    private static Path temp;

    private static SparkSession spark;
    private static Reference reference;

    @BeforeAll
    static void start() throws IOException {
        spark = SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", "false")
                .config("spark.plugins", MetisPlugin.class.getName())
                .config("spark.sql.warehouse.dir", temp.resolve("warehouse").toString())
                .getOrCreate();
        Speech.write(temp.resolve("speech"), FILES);
        reference = Reference.of(temp.resolve("speech"));
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    private static Dataset<Row> binaryFiles(String folder) {
        return spark.read().format("binaryFile").load(temp.resolve(folder).toString());
    }

    private static Dataset<Row> paths(List<String> paths) {
        return spark.createDataset(paths, Encoders.STRING()).toDF(LatentTable.PATH);
    }

    private static Map<String, Latents> latents(Dataset<Row> table) {
        return Rows.latents(Rows.byName(table));
    }

    @Test
    void encodesTheContentOfBinaryFiles() {
        Dataset<Row> table = TINY.transform(binaryFiles("speech"));
        assertThat(table.schema()).isEqualTo(LatentTable.SCHEMA);
        assertThat(latents(table)).isEqualTo(reference.latents());
    }

    @Test
    void readsPathsByItself() {
        assertThat(latents(TINY.transform(binaryFiles("speech").select("path"))))
                .isEqualTo(reference.latents());
    }

    @Test
    void tellsTheLengthAndKeepsThePathAsItWas() {
        String path = temp.resolve("speech/clip-1.wav").toString();
        Row row = TINY.option("path-column", "file")
                .transform(paths(List.of(path)).toDF("file"))
                .first();
        assertThat(row.<String>getAs("path")).isEqualTo(path);
        assertThat(row.<Integer>getAs("frames")).isEqualTo(37);
        assertThat(row.<Double>getAs("seconds")).isEqualTo(37 / 50.0);
        assertThat(row.<Row>getAs("failure")).isNull();
    }

    @Test
    void counts() {
        EncodingCounts counts = LatentTransformer.counts(spark.sparkContext());
        assertThat(TINY.transform(binaryFiles("speech"), counts).collectAsList())
                .hasSize(FILES);
        assertThat(counts.files()).isEqualTo(FILES);
        assertThat(counts.failures()).isZero();
        TINY.transform(paths(List.of("nowhere.wav")), counts).collectAsList();
        assertThat(counts.files()).isEqualTo(FILES + 1);
        assertThat(counts.failures()).isOne();
        assertThat(counts.seconds()).isBetween(FILES * 0.9, FILES * 1.5);
    }

    @Test
    void givesARowWithTheKindForEachFileThatIsDamaged() throws IOException {
        int count = 1000;
        Path folder = temp.resolve("damaged");
        List<byte[]> bad = badFiles();
        byte[] sound = Speech.wav(1, 0.1);
        for (int i = 0; i < count; i++) {
            Speech.write(folder.resolve(i + ".wav"), i % 5 == 0 ? bad.get(i / 5 % bad.size()) : sound);
        }
        Reference expected = Reference.of(folder);
        assertThat(expected.kinds()).hasSize(count / 5);
        assertThat(expected.kinds().values()).contains("empty", "not-audio", "too-short", "damaged");

        List<String> files = IntStream.range(0, count)
                .mapToObj(i -> folder.resolve(i + ".wav").toString())
                .toList();
        Map<String, Row> fromPaths = Rows.byName(TINY.transform(paths(files)));
        assertThat(Rows.kinds(fromPaths)).isEqualTo(expected.kinds());
        assertThat(Rows.latents(fromPaths)).isEqualTo(expected.latents());

        Map<String, Row> fromContent = Rows.byName(TINY.transform(binaryFiles("damaged")));
        expected.kinds().values().removeIf("empty"::equals); // Spark passes over empty files.
        assertThat(Rows.kinds(fromContent)).isEqualTo(expected.kinds());
        assertThat(Rows.latents(fromContent)).isEqualTo(expected.latents());
    }

    private static List<byte[]> badFiles() {
        byte[] wav = Speech.wav(2, 0.5);
        return List.of(
                new byte[0],
                "This is no audio.".getBytes(StandardCharsets.UTF_8),
                Speech.wav(3, 0.01),
                Arrays.copyOf(wav, 30),
                Arrays.copyOf(wav, wav.length * 3 / 4));
    }

    @Test
    void givesARowForWhatHasNoPathNoFileOrNoStore() {
        Map<String, String> kinds = new TreeMap<>();
        List<String> paths = Arrays.asList(temp + "/nowhere.wav", null, "nostore://host/a.wav", temp.toString());
        for (Row row : TINY.transform(paths(paths)).collectAsList()) {
            kinds.put(
                    String.valueOf(row.<String>getAs("path")), row.getStruct(4).getString(0));
        }
        assertThat(kinds)
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        temp + "/nowhere.wav",
                        "missing",
                        "null",
                        "missing",
                        "nostore://host/a.wav",
                        "unreadable",
                        temp.toString(),
                        "unreadable"));
    }

    @Test
    void failsTheTaskWhereOneFileAfterTheOtherCannotBeRead() {
        List<String> unreadable =
                IntStream.range(0, 20).mapToObj(i -> "nostore://host/" + i).toList();
        Dataset<Row> table = TINY.option("max-failures-in-a-row", "5").transform(paths(unreadable));
        assertThatThrownBy(table::collectAsList).hasStackTraceContaining("5 files in a row cannot be read");
    }

    @Test
    void spreadsFilesBySize() {
        List<Integer> sizes = IntStream.range(0, 100)
                .map(i -> i % 10 == 0 ? 80_000 : 200 * i)
                .boxed()
                .toList();
        for (int i = 0; i < sizes.size(); i++) {
            Speech.write(temp.resolve("sizes/" + i), new byte[sizes.get(i)]);
        }
        long[] expected = loads(binaryFiles("sizes").select("path", "length"), 4);
        assertThat(loads(binaryFiles("sizes").select("path"), 4)).isEqualTo(expected);
        assertThat(LongStream.of(expected).sum())
                .isEqualTo(sizes.stream().mapToLong(size -> size).sum());
        assertThat(LongStream.of(expected).max().orElseThrow()
                        - LongStream.of(expected).min().orElseThrow())
                .isLessThanOrEqualTo(80_000);
    }

    /** The bytes that each partition has to decode. */
    private static long[] loads(Dataset<Row> files, int partitions) {
        Broadcast<SerializableConfiguration> hadoop = SerializableConfiguration.broadcast(spark.sparkContext());
        return new SizeSpread(files, hadoop)
                .over(partitions).javaRDD().glom().collect().stream()
                        .mapToLong(rows -> rows.stream()
                                .mapToLong(LatentTransformerTest::length)
                                .sum())
                        .toArray();
    }

    private static long length(Row file) {
        return new File(URI.create(file.getString(0))).length();
    }

    @Test
    void isATableOfSql() {
        Speech.write(temp.resolve("sql/deeper"), 3);
        Speech.write(temp.resolve("sql/empty.WAV"), new byte[0]);
        Speech.write(temp.resolve("sql/notes.txt"), new byte[1]);
        spark.sql("CREATE OR REPLACE TEMPORARY VIEW speech USING metis OPTIONS (path '" + temp.resolve("sql")
                + "', model 'tiny-random', device 'cpu', `max-minutes` '5')");
        Map<String, Row> rows = Rows.byName(spark.sql("SELECT * FROM speech"));
        assertThat(Rows.latents(rows)).hasSize(3).allSatisfy((name, latents) -> assertThat(latents)
                .isEqualTo(reference.latents().get(name)));
        assertThat(Rows.kinds(rows)).isEqualTo(Map.of("empty.WAV", "empty"));
    }

    @Test
    void writesWhatTheLibraryReads() throws IOException {
        Path folder = temp.resolve("latents.parquet");
        Dataset<Row> files = binaryFiles("speech").select("path").union(paths(List.of("nowhere.wav")));
        TINY.transform(files).write().option("compression", "zstd").parquet(folder.toString());
        Map<String, Latents> read = new TreeMap<>();
        try (Stream<Path> parts = Files.list(folder)) {
            for (Path part :
                    parts.filter(file -> file.toString().endsWith(".parquet")).toList()) {
                try (LatentReader reader = LatentReader.open(part)) {
                    for (LatentReader.Entry entry = reader.next(); entry != null; entry = reader.next()) {
                        read.put(entry.key().substring(entry.key().lastIndexOf('/') + 1), entry.latents());
                    }
                }
            }
        }
        assertThat(read).isEqualTo(reference.latents());
    }

    @Test
    void hasTheColumnsOfTheLibrarysOwnParquet() throws IOException {
        Path folder = temp.resolve("own.parquet");
        try (JobOutput output = OutputFormat.PARQUET.open(folder, false, Map.of(), IfFinished.FAIL)) {
            output.write("a.wav", new Latents(new float[16]));
            output.finish();
        }
        Dataset<Row> own = spark.read().parquet(folder.toString());
        List<String> columns = Arrays.stream(own.schema().fields())
                .map(field -> field.name() + " " + field.dataType().catalogString())
                .toList();
        assertThat(columns)
                .isEqualTo(Arrays.stream(LatentTable.SCHEMA.fields())
                        .limit(columns.size())
                        .map(field -> field.name() + " " + field.dataType().catalogString())
                        .toList());
        assertThat(own.first().<Double>getAs("seconds")).isEqualTo(2 / 50.0);
    }

    @Test
    void refusesOptionsThatThereAreNot() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TINY.option("precison", "bf16"))
                .withMessageContaining("precison")
                .withMessageContaining("precision");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TINY.option("precision", "int8"))
                .withMessageContaining("the option precision")
                .withMessageContaining("bf16");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TINY.option("max-minutes", "0"))
                .withMessageContaining("2220");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TINY.option("device", "gpu"))
                .withMessageContaining("cuda:all");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TINY.transform(binaryFiles("speech").select("length")))
                .withMessageContaining("path-column");
    }
}
