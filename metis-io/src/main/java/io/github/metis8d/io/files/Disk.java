package io.github.metis8d.io.files;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a disk says of itself.
 *
 * @param freeBytes the bytes that this process can still write, {@link Long#MAX_VALUE} if the disk does not say
 * @param readOnly whether nothing can be written
 */
public record Disk(long freeBytes, boolean readOnly) {
    /** Less than this is soon used up by others, and has perhaps just been given back by who ran out. */
    private static final long FULL = 64L << 20;

    /**
     * {@return the disk that a file is on}
     *
     * @param path a file or folder, or one that may still have to be made
     */
    public static Disk of(Path path) {
        Path there = path.toAbsolutePath();
        while (!Files.exists(there)) {
            there = there.getParent();
        }
        try {
            FileStore store = Files.getFileStore(there);
            return new Disk(store.getUsableSpace(), store.isReadOnly());
        } catch (IOException e) {
            return new Disk(Long.MAX_VALUE, false);
        }
    }

    /** {@return whether so little is left that a failure to write is no wonder} */
    public boolean isFull() {
        return freeBytes < FULL;
    }
}
