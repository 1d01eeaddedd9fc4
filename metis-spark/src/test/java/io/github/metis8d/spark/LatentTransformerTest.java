package io.github.metis8d.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.metis8d.Latents;
import io.github.metis8d.Metis8dEncoder;
import io.github.metis8d.ModelSource;
import io.github.metis8d.io.audio.AudioDecoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Datasets of files to Datasets of latents, in one process. */
class LatentTransformerTest {
    private static final int FILES = 40;

    @TempDir
    private static Path temp;

    private static SparkSession spark;
    private static final LatentTransformer TINY =
            new LatentTransformer().option("model", ModelSource.TINY_RANDOM).option("device", "cpu");

    @BeforeAll
    static void start() {
        spark = SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", "false")
                .config("spark.sql.shuffle.partitions", "2")
                .config("spark.sql.warehouse.dir", temp.resolve("warehouse").toString())
                .getOrCreate();
        Speech.write(temp.resolve("speech"), FILES);
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    private static Dataset<Row> binaryFiles() {
        return spark.read().format("binaryFile").load(temp.resolve("speech").toString());
    }

    /** What the library itself makes of the files, by their names. */
    private static Map<String, Latents> expected() throws IOException {
        AudioDecoder decoder = new AudioDecoder();
        Map<String, Latents> expected = new LinkedHashMap<>();
        try (Metis8dEncoder encoder = Metis8dEncoder.builder()
                        .model(ModelSource.tinyRandom())
                        .device("cpu")
                        .build();
                Stream<Path> files = Files.list(temp.resolve("speech"))) {
            for (Path file : files.toList()) {
                float[] samples = decoder.decode(file);
                expected.put(file.getFileName().toString(), Latents.of(encoder.encode(samples)));
            }
        }
        return expected;
    }

    private static Map<String, Latents> byName(Dataset<Row> latents) {
        Map<String, Latents> found = new LinkedHashMap<>();
        for (Row row : latents.collectAsList()) {
            String path = row.getAs("path");
            found.put(path.substring(path.lastIndexOf('/') + 1), Rows.latents(row));
        }
        return found;
    }

    @Test
    void encodesTheContentOfBinaryFiles() throws IOException {
        Dataset<Row> latents = TINY.transform(binaryFiles());
        assertThat(latents.schema()).isEqualTo(LatentTable.SCHEMA);
        assertThat(byName(latents)).isEqualTo(expected());
    }

    @Test
    void readsPathsByItself() throws IOException {
        assertThat(byName(TINY.transform(binaryFiles().select("path")))).isEqualTo(expected());
    }

    @Test
    void tellsTheLengthAndKeepsThePathAsItWas() {
        String path = temp.resolve("speech/clip-1.wav").toString();
        Dataset<Row> files =
                spark.createDataset(List.of(path), Encoders.STRING()).toDF("file");
        Row row = TINY.option("path-column", "file").transform(files).first();
        assertThat(row.<String>getAs("path")).isEqualTo(path);
        assertThat(row.<Integer>getAs("frames")).isEqualTo(37);
        assertThat(row.<Double>getAs("seconds")).isEqualTo(37 / 50.0);
        assertThat(row.<Row>getAs("failure")).isNull();
    }

    @Test
    void counts() {
        EncodingCounts counts = LatentTransformer.counts(spark.sparkContext());
        Dataset<Row> files = binaryFiles();
        Row missing = spark.createDataset(List.of("nowhere.wav"), Encoders.STRING())
                .toDF()
                .first();
        assertThat(TINY.transform(files, counts).collectAsList()).hasSize(FILES);
        assertThat(counts.files()).isEqualTo(FILES);
        assertThat(counts.failures()).isZero();
        TINY.transform(
                        spark.createDataset(List.of(missing.getString(0)), Encoders.STRING())
                                .toDF("path"),
                        counts)
                .collectAsList();
        assertThat(counts.files()).isEqualTo(FILES + 1);
        assertThat(counts.failures()).isOne();
        assertThat(counts.seconds()).isBetween(FILES * 0.9, FILES * 1.5);
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
                .isThrownBy(() -> TINY.transform(binaryFiles().select("length")))
                .withMessageContaining("path-column");
    }
}
