package io.github.metis8d.io.latents;

import io.github.metis8d.Latents;
import io.github.metis8d.MetisException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Reads and writes Parquet files, for {@link OutputFormat#PARQUET}. Found through {@link java.util.ServiceLoader}; the
 * artifact {@code metis-parquet} brings one, with the libraries that it takes.
 *
 * <p>A row is a file: {@code path} (string), {@code seconds} (double), {@code frames} (int32) and {@code latents}, a list
 * of rows, each a list of 8 float32, in the three-level form of Parquet's lists.
 */
public interface ParquetProvider {
    /**
     * Begins a file, in place of one that is there.
     *
     * @param file where it is to be
     * @param metadata what its footer says by name
     * @return its writer
     * @throws IOException if the disk refuses
     */
    PartWriter create(Path file, Map<String, String> metadata) throws IOException;

    /**
     * Opens a file. What its footer or a page says that cannot be, as when bits fell over, is found when it is read.
     *
     * @param file one with at least the columns {@code path} and {@code latents}; a row without latents is left out
     * @return its reader
     * @throws MetisException if it is no such file, or damaged; the message names it
     * @throws IOException if the disk refuses
     */
    LatentReader open(Path file) throws IOException;

    /**
     * Reads the paths alone.
     *
     * @param file as above
     * @return them, in the order of the rows
     * @throws MetisException as above
     * @throws IOException as above
     */
    List<String> keys(Path file) throws IOException;

    /** Takes the rows of one file, which is none until it is finished. */
    interface PartWriter extends Closeable {
        /**
         * Adds a row.
         *
         * @param key the path, which is well-formed Unicode
         * @param latents its latents
         * @throws IOException if the disk refuses
         */
        void write(String key, Latents latents) throws IOException;

        /** {@return about how many bytes the file would have if it were finished now} */
        long bytes();

        /**
         * Completes the file.
         *
         * @throws IOException if the disk refuses
         */
        void finish() throws IOException;

        /**
         * Closes the file, complete or not.
         *
         * @throws IOException if the disk refuses
         */
        @Override
        void close() throws IOException;
    }
}
