package io.github.metis8d.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.metis8d.Latents;
import io.github.metis8d.MetisException;
import io.github.metis8d.io.latents.LatentReader;
import io.github.metis8d.io.latents.LatentReader.Entry;
import io.github.metis8d.io.latents.ParquetProvider.PartWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.values.bloomfilter.BloomFilter;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Single Parquet files. */
class ParquetFilesTest {
    private static final int FLIPS = 200;
    private static final int SEVERAL_ROW_GROUPS = 6000;

    @TempDir
    private Path temp;

    private final ParquetFiles parquet = new ParquetFiles();

    private static Latents noise(Random random, int frames) {
        float[] values = new float[frames * Latents.DIMENSIONS];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return new Latents(values);
    }

    private Path write(List<Entry> entries) throws IOException {
        Path file = temp.resolve("x.parquet");
        try (PartWriter writer = parquet.create(file, Map.of("metis.model", "none"))) {
            for (Entry entry : entries) {
                writer.write(entry.key(), entry.latents());
            }
            writer.finish();
        }
        return file;
    }

    private List<Entry> read(Path file) throws IOException {
        List<Entry> entries = new ArrayList<>();
        try (LatentReader reader = parquet.open(file)) {
            for (Entry entry = reader.next(); entry != null; entry = reader.next()) {
                entries.add(entry);
            }
        }
        return entries;
    }

    /** Clips from nothing to so many frames. */
    private static List<Entry> many(int maxFrames) {
        Random random = new Random(1);
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            int frames = random.nextInt(i % 10 == 0 ? 3 : maxFrames);
            entries.add(new Entry(String.format("part_%03d/é😀 %d.wav", i / 100, 1000 + i), noise(random, frames)));
        }
        return entries;
    }

    @Test
    void whatIsWrittenIsReadBitForBit() throws IOException {
        List<Entry> entries = many(SEVERAL_ROW_GROUPS);
        Path file = write(entries);
        assertThat(read(file)).isEqualTo(entries);
        assertThat(parquet.keys(file))
                .isEqualTo(entries.stream().map(Entry::key).toList());
    }

    @Test
    void anyFloatKeepsItsBits() throws IOException {
        float[] odd = {-0f, Float.MIN_VALUE, Float.MAX_VALUE, -Float.MIN_NORMAL, 1e-45f, 0f, 0.1f, -1f};
        assertThat(read(write(List.of(new Entry("a", new Latents(odd)))))
                        .get(0)
                        .latents()
                        .values())
                .usingComparator(Arrays::compare)
                .isEqualTo(odd);
    }

    @Test
    void aFileOfNothingIsATableWithoutRows() throws IOException {
        assertThat(read(write(List.of()))).isEmpty();
    }

    @Test
    void onePathIsFoundWithoutReadingAll() throws IOException {
        ParquetReadOptions options =
                ParquetReadOptions.builder(new PlainParquetConfiguration()).build();
        Path file = write(many(SEVERAL_ROW_GROUPS));
        try (ParquetFileReader reader = new ParquetFileReader(new LocalInputFile(file), options)) {
            assertThat(reader.getFileMetaData().getKeyValueMetaData()).containsEntry("metis.model", "none");
            assertThat(reader.getFileMetaData().getSchema()).isEqualTo(LatentSchema.WRITTEN);
            assertThat(reader.getRowGroups()).hasSizeGreaterThan(1);
            BlockMetaData group = reader.getRowGroups().get(0);
            ColumnChunkMetaData path = group.getColumns().get(0);
            ColumnChunkMetaData numbers = group.getColumns().get(3);
            assertThat(path.getStatistics().hasNonNullValue()).isTrue();
            assertThat(reader.readColumnIndex(path)).isNotNull();
            assertThat(reader.readOffsetIndex(numbers).getPageCount()).isGreaterThan(1);
            BloomFilter filter = reader.readBloomFilter(path);
            Binary first = (Binary) path.getStatistics().genericGetMin();
            assertThat(filter.findHash(filter.hash(first))).isTrue();
            assertThat(numbers.getCodec()).isEqualTo(CompressionCodecName.ZSTD);
        }
    }

    /** Such as Spark writes: everything may be missing, and there are other columns. */
    @Test
    void aFileOfAnotherWriterIsRead() throws IOException {
        MessageType schema =
                MessageTypeParser.parseMessageType("message spark_schema { optional binary failure (STRING);"
                        + " optional group latents (LIST) { repeated group list { optional group element (LIST) {"
                        + " repeated group list { optional float element; } } } } optional binary path (STRING); }");
        Path file = temp.resolve("spark.parquet");
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new LocalOutputFile(file))
                .withConf(new PlainParquetConfiguration())
                .withType(schema)
                .withCodecFactory(new ZstdPages())
                .withCompressionCodec(CompressionCodecName.ZSTD)
                .build()) {
            SimpleGroupFactory rows = new SimpleGroupFactory(schema);
            writer.write(rows.newGroup().append("path", "bad.wav").append("failure", "empty"));
            Group good = rows.newGroup().append("path", "good.wav");
            Group frame = good.addGroup("latents").addGroup("list").addGroup("element");
            for (int d = 0; d < Latents.DIMENSIONS; d++) {
                frame.addGroup("list").append("element", (float) d);
            }
            writer.write(good);
        }
        assertThat(read(file))
                .containsExactly(new Entry("good.wav", new Latents(new float[] {0, 1, 2, 3, 4, 5, 6, 7})));
    }

    @Test
    void aFileWithOtherColumnsIsNamed() throws IOException {
        MessageType schema = MessageTypeParser.parseMessageType("message m { required int32 path; required float x; }");
        Path file = temp.resolve("other.parquet");
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new LocalOutputFile(file))
                .withConf(new PlainParquetConfiguration())
                .withType(schema)
                .withCodecFactory(new ZstdPages())
                .build()) {
            writer.write(
                    new SimpleGroupFactory(schema).newGroup().append("path", 1).append("x", 1f));
        }
        assertThatThrownBy(() -> read(file))
                .isInstanceOf(MetisException.class)
                .hasMessageContaining(file + " holds no latents")
                .hasMessageContaining("they are path, x");
    }

    @Test
    void aDamagedFileIsNamedOrReadAsItWas() throws IOException {
        List<Entry> entries = many(200).subList(8, 20);
        byte[] whole = Files.readAllBytes(write(entries));
        Path file = temp.resolve("damaged.parquet");
        Random random = new Random(2);
        int named = 0;
        for (int i = 0; i < FLIPS; i++) {
            byte[] damaged = whole.clone();
            // Half of them in the footer, which has no checksum.
            int at = i % 2 == 0 ? random.nextInt(whole.length) : whole.length - 1 - random.nextInt(3000);
            damaged[at] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, damaged);
            try {
                List<Entry> read = read(file);
                if (i % 2 == 0 && at < whole.length / 2) {
                    assertThat(read).as("bit %d", at).isEqualTo(entries);
                }
            } catch (MetisException e) {
                assertThat(e).as("bit %d", at).hasMessageContaining(file.toString());
                named++;
            }
        }
        assertThat(named).isGreaterThan(FLIPS / 4);
    }

    @Test
    void aFileThatEndsTooSoonIsNamed() throws IOException {
        byte[] whole = Files.readAllBytes(write(many(200).subList(0, 5)));
        Path file = temp.resolve("short.parquet");
        for (int length : new int[] {0, 3, 4, 11, whole.length / 2, whole.length - 1}) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> read(file))
                    .isInstanceOf(MetisException.class)
                    .hasMessageContaining(file + " is no Parquet file of latents, or is damaged");
        }
    }
}
