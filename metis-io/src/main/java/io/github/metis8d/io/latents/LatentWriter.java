package io.github.metis8d.io.latents;

import io.github.metis8d.Latents;
import java.io.Closeable;
import java.io.IOException;

/** Takes the latents of file after file. */
public interface LatentWriter extends Closeable {
    /**
     * Writes one file's latents.
     *
     * @param key the file's key, unlike all before
     * @param latents its latents
     * @throws UnwritableEntryException if it cannot be written for what it is, e.g. since a value is NaN; nothing was
     *     written, and others still can be
     * @throws IOException if the disk refuses
     */
    void write(String key, Latents latents) throws IOException;

    /**
     * Writes one file's latents, and keeps beside them what the file was, where the output has a record.
     *
     * @param key as above
     * @param latents as above
     * @param source what the file was before it was decoded; null if that is not known
     * @throws UnwritableEntryException as above
     * @throws IOException as above
     */
    default void write(String key, Latents latents, SourceStamp source) throws IOException {
        write(key, latents);
    }

    /**
     * Sees to it that all that was written so far survives the end of the process.
     *
     * @throws IOException if the disk refuses
     */
    void flush() throws IOException;

    /**
     * Completes the output, after the last file.
     *
     * @throws IOException if the disk refuses
     */
    void finish() throws IOException;

    /**
     * Closes the output, complete or not.
     *
     * @throws IOException if the disk refuses
     */
    @Override
    void close() throws IOException;
}
