package io.github.metis8d.parquet;

import io.github.metis8d.Latents;
import io.github.metis8d.io.latents.ParquetProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;

/** One Parquet file while it is written. */
final class PartFile implements ParquetProvider.PartWriter {
    /**
     * Uncompressed bytes of a row group, which is in memory while it is written, and for each file that is merged while it
     * is read.
     */
    private static final long ROW_GROUP_BYTES = 16L << 20;
    /** One page of latents is what finding one path reads. */
    private static final int PAGE_BYTES = 1 << 20;
    /** More than a row group holds; a filter for so many takes 12 kB. */
    private static final long PATHS_IN_A_ROW_GROUP = 10_000;

    private static final int MAX_PATH_BYTES = 4096;
    private static final int ROWS_BETWEEN_CHECKS = 100;

    private final Sink sink;
    private final ParquetWriter<Row> writer;

    /** What is written of one file. */
    record Row(String key, Latents latents) {}

    PartFile(Path file, Map<String, String> metadata) throws IOException {
        sink = new Sink(new LocalOutputFile(file));
        writer = new Builder(sink)
                .withConf(new PlainParquetConfiguration())
                .withWriteMode(ParquetFileWriter.Mode.OVERWRITE)
                .withCodecFactory(new ZstdPages())
                .withCompressionCodec(CompressionCodecName.ZSTD)
                .withRowGroupSize(ROW_GROUP_BYTES)
                .withPageSize(PAGE_BYTES)
                // A row may be an hour: by default, the library would first look behind a hundred.
                .withMinRowCountForPageSizeCheck(1)
                .withMaxRowCountForPageSizeCheck(ROWS_BETWEEN_CHECKS)
                .withDictionaryEncoding(false)
                .withBloomFilterEnabled(LatentSchema.PATH, true)
                .withBloomFilterNDV(LatentSchema.PATH, PATHS_IN_A_ROW_GROUP)
                // Paths may differ at their ends alone.
                .withColumnIndexTruncateLength(MAX_PATH_BYTES)
                // Nobody looks for a latent of some size.
                .withStatisticsEnabled(LatentSchema.NUMBERS, false)
                .withSizeStatisticsEnabled(LatentSchema.NUMBERS, false)
                .withPageWriteChecksumEnabled(true)
                .withExtraMetaData(metadata)
                .build();
    }

    @Override
    public void write(String key, Latents latents) throws IOException {
        writer.write(new Row(key, latents));
    }

    @Override
    public long bytes() {
        return writer.getDataSize();
    }

    @Override
    public void finish() throws IOException {
        writer.close();
    }

    /** What is not finished is given up: the library's own end would still write all that is in memory. */
    @Override
    public void close() throws IOException {
        sink.close();
    }

    /** The library's file, which can be closed without the library. */
    private static final class Sink implements OutputFile {
        private final OutputFile file;
        private PositionOutputStream stream;

        Sink(OutputFile file) {
            this.file = file;
        }

        @Override
        public PositionOutputStream create(long blockSize) throws IOException {
            return createOrOverwrite(blockSize);
        }

        @Override
        public PositionOutputStream createOrOverwrite(long blockSize) throws IOException {
            stream = file.createOrOverwrite(blockSize);
            return stream;
        }

        @Override
        public boolean supportsBlockSize() {
            return false;
        }

        @Override
        public long defaultBlockSize() {
            return 0;
        }

        void close() throws IOException {
            stream.close();
        }
    }

    private static final class Builder extends ParquetWriter.Builder<Row, Builder> {
        Builder(OutputFile file) {
            super(file);
        }

        @Override
        protected Builder self() {
            return this;
        }

        @Override
        @SuppressWarnings("deprecation") // It is abstract, and never called.
        protected WriteSupport<Row> getWriteSupport(org.apache.hadoop.conf.Configuration configuration) {
            return new RowWriteSupport();
        }

        @Override
        protected WriteSupport<Row> getWriteSupport(ParquetConfiguration configuration) {
            return new RowWriteSupport();
        }
    }
}
