package io.github.metis8d.parquet;

import io.github.metis8d.io.latents.LatentReader;
import io.github.metis8d.io.latents.ParquetProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Parquet files by parquet-java, on this machine's disks. */
public final class ParquetFiles implements ParquetProvider {
    /** For {@link java.util.ServiceLoader}. */
    public ParquetFiles() {}

    @Override
    public PartWriter create(Path file, Map<String, String> metadata) throws IOException {
        return new PartFile(file, metadata);
    }

    @Override
    public LatentReader open(Path file) throws IOException {
        return new PartReader(file, true);
    }

    @Override
    public List<String> keys(Path file) throws IOException {
        List<String> keys = new ArrayList<>();
        try (PartReader reader = new PartReader(file, false)) {
            for (PartFile.Row row = reader.row(); row != null; row = reader.row()) {
                keys.add(row.key());
            }
        }
        return keys;
    }
}
