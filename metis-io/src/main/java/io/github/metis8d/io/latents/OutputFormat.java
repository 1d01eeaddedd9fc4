package io.github.metis8d.io.latents;

import io.github.metis8d.MetisException;
import io.github.metis8d.io.files.WholeFile;
import io.github.metis8d.io.latents.JobOutput.IfFinished;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The forms in which a job writes latents. */
public enum OutputFormat {
    /** One JSON object, {@code {"path": [[d1, ..., d8], ...], ...}}. */
    JSON,
    /** JSON lines, {@code {"path": ..., "latents": [[d1, ..., d8], ...]}}. */
    JSONL,
    /** A folder of NumPy files, float32 of shape (T, 8), in the folders of the audio. */
    NPY;

    /**
     * Opens an output, new or begun.
     *
     * @param output the file, or for {@link #NPY} the folder, that it will be
     * @param compress whether to compress it by gzip; not for {@link #NPY}
     * @param maker what decides about the latents and the keys (the model, the precision, the audio folder), by name
     * @param ifFinished what to do if there is a finished one
     * @return the output
     * @throws MetisException if another job has it open, it is finished, something else made it, or it is a folder where
     *     a file is to be, or a file where a folder is
     * @throws IllegalArgumentException if the format cannot be compressed
     * @throws IOException if the disk refuses
     */
    public JobOutput open(Path output, boolean compress, Map<String, String> maker, IfFinished ifFinished)
            throws IOException {
        check(output, ifFinished);
        if (this == NPY) {
            if (compress) {
                throw new IllegalArgumentException("NumPy files are not compressed");
            }
            return NpyOutput.open(output, maker, ifFinished);
        }
        return FileOutput.open(text(compress), output, maker, ifFinished);
    }

    /**
     * Looks whether an output may be opened, without touching anything. What this does not see, {@link #open} does.
     *
     * @param output the file or folder that it will be
     * @param ifFinished what to do if there is a finished one
     * @throws MetisException if it is finished and must not be, or the other way round; if it is a folder where a file is
     *     to be, or a file where a folder is
     */
    public void check(Path output, IfFinished ifFinished) {
        boolean folder = Files.isDirectory(output);
        if (this == NPY && Files.exists(output) && !folder) {
            throw new MetisException(output + " is a file, and NumPy files go to a folder; name another output");
        }
        if (this != NPY && folder) {
            throw new MetisException(output + " is a folder, and the output is one file; name another");
        }
        boolean finished = this == NPY ? new NpyTree(output).isFinished() : Files.exists(output);
        Path partial = this == NPY ? output : WholeFile.beside(output, ".partial");
        if (finished) {
            ifFinished.checkFinished(output);
        } else if (!Files.exists(partial)) {
            ifFinished.checkUnfinished(output, partial, null);
        }
    }

    /** The form of the entries of a single file. */
    EntryFormat text(boolean compress) {
        EntryFormat text =
                switch (this) {
                    case JSON -> new JsonEntries();
                    case JSONL -> new JsonLinesEntries();
                    case NPY -> throw new IllegalArgumentException("NumPy files are not one file");
                };
        return compress ? new GzipEntries(text) : text;
    }
}
