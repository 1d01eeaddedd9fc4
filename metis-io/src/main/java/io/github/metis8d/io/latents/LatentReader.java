package io.github.metis8d.io.latents;

import io.github.metis8d.Latents;
import io.github.metis8d.MetisException;
import java.io.Closeable;
import java.nio.file.Path;

/** Gives the latents of file after file, in constant memory. */
public interface LatentReader extends Closeable {
    /**
     * One file's latents.
     *
     * @param key the file
     * @param latents its latents
     */
    record Entry(String key, Latents latents) {}

    /**
     * Opens what a job writes, in any {@link OutputFormat}, finished or not; the content tells which. A single NumPy file
     * of shape (T, 8) is one entry.
     *
     * @param output a file, or the folder of {@link OutputFormat#NPY}
     * @return its reader
     * @throws MetisException if there is no such file, or it holds no latents
     */
    static LatentReader open(Path output) {
        return LatentProbe.open(output);
    }

    /**
     * Reads on.
     *
     * @return the next file's latents, or null at the end
     * @throws CutShortException if the file ends too soon
     * @throws MetisException if what follows is not latents; the message says where
     */
    Entry next();
}
