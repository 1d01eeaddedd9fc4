package io.github.metis8d.io.latents;

import io.github.metis8d.MetisException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.SortedSet;
import java.util.function.Function;

/** Reads latents from one NumPy file, or from a folder of them in the order of their keys. */
final class NpyLatentReader implements LatentReader {
    private final Iterator<String> keys;
    private final Function<String, Path> files;
    /** What is said at the end, if the folder is not finished. */
    private final String unfinished;

    private NpyLatentReader(Iterator<String> keys, Function<String, Path> files, String unfinished) {
        this.keys = keys;
        this.files = files;
        this.unfinished = unfinished;
    }

    static NpyLatentReader ofFile(Path file) {
        String key = file.getFileName().toString().replaceFirst("\\.npy$", "");
        return new NpyLatentReader(List.of(key).iterator(), name -> file, null);
    }

    static NpyLatentReader ofTree(Path folder) throws IOException {
        NpyTree tree = new NpyTree(folder);
        if (tree.isFinished()) {
            return new NpyLatentReader(KeyList.read(tree.list()).iterator(), tree::file, null);
        }
        SortedSet<String> keys = tree.arrays();
        if (keys.isEmpty()) {
            throw new MetisException("there are no latents in " + folder + ": neither Parquet nor NumPy files");
        }
        return new NpyLatentReader(
                keys.iterator(),
                tree::file,
                folder + " is not finished: it has no " + tree.list().getFileName());
    }

    @Override
    public Entry next() {
        if (!keys.hasNext()) {
            if (unfinished != null) {
                throw new CutShortException(unfinished, null);
            }
            return null;
        }
        String key = keys.next();
        Path file = files.apply(key);
        try {
            return new Entry(key, NpyFile.read(file));
        } catch (IOException e) {
            throw new MetisException(file + " cannot be read: " + e, e);
        }
    }

    @Override
    public void close() {
        // A file is open only while it is read.
    }
}
