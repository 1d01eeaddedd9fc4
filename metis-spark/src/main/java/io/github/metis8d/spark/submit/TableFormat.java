package io.github.metis8d.spark.submit;

import io.github.metis8d.spark.LatentTable;
import java.util.List;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Row;

/** How tables are written. */
enum TableFormat {
    /** The columns of the library's own Parquet files. */
    PARQUET("parquet", List.of(LatentTable.PATH, LatentTable.SECONDS, LatentTable.FRAMES, LatentTable.LATENTS)),

    /** The lines of the library's own JSON lines, by another writer. */
    JSONL("json", List.of(LatentTable.PATH, LatentTable.LATENTS));

    /** So that one file is found without reading much, as the library's own files have it. */
    private static final long ROW_GROUP_BYTES = 16 << 20;

    private final String source;
    private final List<String> columns;

    TableFormat(String source, List<String> columns) {
        this.source = source;
        this.columns = columns;
    }

    /** What the table of latents has. */
    List<String> columns() {
        return columns;
    }

    /** @param compress whether text is compressed; Parquet is anyway */
    DataFrameWriter<Row> writer(DataFrameWriter<Row> writer, boolean compress) {
        return switch (this) {
            case PARQUET ->
                // Hardly a number or path occurs twice, so a dictionary takes time for nothing.
                writer.format(source)
                        .option("compression", "zstd")
                        .option("parquet.block.size", ROW_GROUP_BYTES)
                        .option("parquet.enable.dictionary", false);
            case JSONL -> writer.format(source).option("compression", compress ? "gzip" : "none");
        };
    }

    DataFrameReader reader(DataFrameReader reader) {
        return reader.format(source);
    }
}
