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
    NPY,
    /**
     * A folder of Parquet files {@code part-00000.parquet} and so on, a row for each file. Needs the artifact
     * {@code metis-parquet}.
     */
    PARQUET;

    /**
     * Opens an output, new or begun.
     *
     * @param output the file, or for {@link #NPY} and {@link #PARQUET} the folder, that it will be
     * @param compress whether to compress it by gzip; not for {@link #NPY} and {@link #PARQUET}
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
        return FileOutput.open(store(compress, maker), output, maker, ifFinished);
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
        if (isFolder()) {
            checkFolder(output);
        } else if (Files.isDirectory(output)) {
            throw new MetisException(output + " is a folder, and the output is one file; name another");
        }
        boolean finished = isFinished(output);
        Path partial = this == NPY ? output : WholeFile.beside(output, ".partial");
        if (finished) {
            ifFinished.checkFinished(output);
        } else if (!Files.exists(partial)) {
            ifFinished.checkUnfinished(output, partial, null);
        }
    }

    /** {@return whether an output is a folder, and not one file} */
    public boolean isFolder() {
        return this == NPY || this == PARQUET;
    }

    private void checkFolder(Path output) {
        if (Files.exists(output) && !Files.isDirectory(output)) {
            throw new MetisException(output + " is a file, and " + (this == NPY ? "NumPy" : "Parquet")
                    + " files go to a folder; name another output");
        }
        if (this == PARQUET) {
            Parquet.provider();
            if (Files.isSymbolicLink(output)) {
                throw new MetisException(
                        output + " is a link, in whose place no folder comes; name the folder to which it leads");
            }
            new PartFolder(output).refuseStrangers();
            new PartFolder(WholeFile.beside(output, ".partial")).refuseStrangers();
        } else if (new PartFolder(output).isThere()) {
            throw new MetisException(output + " holds Parquet files; name another output for NumPy files");
        }
    }

    private boolean isFinished(Path output) {
        // An empty folder is as good as none.
        return this == NPY
                ? new NpyTree(output).isFinished()
                : Files.exists(output) && (this != PARQUET || new PartFolder(output).isThere());
    }

    /** How the entries lie on disk, for those that are not each in a file of its own. */
    EntryStore store(boolean compress, Map<String, String> maker) {
        if (this == PARQUET) {
            if (compress) {
                throw new IllegalArgumentException("Parquet is compressed by zstd, not by gzip");
            }
            return new PartStore(maker);
        }
        return new EntryFile(text(compress));
    }

    /** The form of the entries of a single file. */
    EntryFormat text(boolean compress) {
        EntryFormat text =
                switch (this) {
                    case JSON -> new JsonEntries();
                    case JSONL -> new JsonLinesEntries();
                    case NPY, PARQUET -> throw new IllegalArgumentException(this + " is a folder");
                };
        return compress ? new GzipEntries(text) : text;
    }
}
