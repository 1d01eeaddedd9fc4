package io.github.metis8d.io.latents;

import io.github.metis8d.MetisException;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** What reads and writes Parquet, where it is on the class path. */
final class Parquet {
    private static final String ARTIFACT = "io.github.metis8d:metis-parquet";

    private Parquet() {}

    /**
     * Finds it.
     *
     * @throws MetisException if it is not there, or cannot be used
     */
    static ParquetProvider provider() {
        return find(Parquet.class.getClassLoader())
                .or(() -> find(Thread.currentThread().getContextClassLoader()))
                .orElseThrow(
                        () -> new MetisException("nothing that reads and writes Parquet is on the class path; add the"
                                + " artifact " + ARTIFACT + ", or use another format"));
    }

    private static Optional<ParquetProvider> find(ClassLoader loader) {
        try {
            return ServiceLoader.load(ParquetProvider.class, loader).findFirst();
        } catch (ServiceConfigurationError | LinkageError e) {
            throw new MetisException(
                    "what " + ARTIFACT + " brings cannot be used: " + e.getMessage()
                            + "; have one class loader load it and metis-io, both of the same version",
                    e);
        }
    }
}
