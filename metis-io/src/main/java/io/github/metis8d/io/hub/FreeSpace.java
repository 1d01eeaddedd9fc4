package io.github.metis8d.io.hub;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Knows how many bytes a folder can still take. */
@FunctionalInterface
interface FreeSpace {
    /** The file system's own word. */
    FreeSpace ON_DISK = folder -> {
        Path there = folder.toAbsolutePath();
        while (!Files.exists(there)) {
            there = there.getParent();
        }
        return Files.getFileStore(there).getUsableSpace();
    };

    /**
     * {@return the bytes that can be written below a folder}
     *
     * @param folder one that may still have to be made
     */
    long below(Path folder) throws IOException;
}
