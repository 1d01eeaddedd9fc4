package io.github.metis8d.parquet;

import io.github.metis8d.MetisException;
import io.github.metis8d.io.latents.LatentReader;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;

/** Reads one Parquet file, a row group at a time, and checks each page that it reads by its checksum. */
final class PartReader implements LatentReader {
    private final Path file;
    private final ParquetFileReader reader;
    private final MessageType stored;
    private final MessageType columns;
    private final boolean latents;
    private RecordReader<PartFile.Row> rows;
    /** Rows of the row group that are still to come. */
    private long left;

    /**
     * Opens a file.
     *
     * @param latents whether they are read too
     * @throws MetisException if it is no Parquet file with such columns, or damaged
     */
    PartReader(Path file, boolean latents) throws IOException {
        this.file = file;
        this.latents = latents;
        ParquetReadOptions options = ParquetReadOptions.builder(new PlainParquetConfiguration())
                .withCodecFactory(new ZstdPages())
                .withPageChecksumVerification(true)
                .build();
        try {
            reader = new ParquetFileReader(new LocalInputFile(file), options);
        } catch (FileSystemException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw damaged(e);
        }
        try {
            stored = reader.getFileMetaData().getSchema();
            columns = LatentSchema.read(stored, latents, file);
            reader.setRequestedSchema(columns);
        } catch (RuntimeException e) {
            reader.close();
            throw e;
        }
    }

    @Override
    public Entry next() {
        PartFile.Row row = row();
        while (row != null && row.latents() == null) {
            row = row();
        }
        return row == null ? null : new Entry(row.key(), row.latents());
    }

    /** The next row, or null. */
    PartFile.Row row() {
        try {
            while (left == 0) {
                PageReadStore group = reader.readNextRowGroup();
                if (group == null) {
                    return null;
                }
                left = group.getRowCount();
                MessageColumnIO assembly = new ColumnIOFactory().getColumnIO(columns, stored);
                rows = assembly.getRecordReader(group, new RowMaterializer());
            }
            left--;
            PartFile.Row row = rows.read();
            if (row.key() == null) {
                throw new MetisException("a row has no path");
            }
            return row;
        } catch (IOException | RuntimeException e) {
            throw damaged(e);
        }
    }

    private MetisException damaged(Exception e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String why = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        return new MetisException(file + " is no Parquet file of latents, or is damaged: " + why, e);
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
