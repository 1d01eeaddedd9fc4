package io.github.metis8d.io.latents;

import io.github.metis8d.MetisException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file format of one entry after the other, which can be gone on with behind any of them. */
interface EntryFormat {
    /** A search for whole entries; the name of the file is for messages. */
    EntryScan scan(Path file);

    /**
     * Writes entries.
     *
     * @param out where to
     * @param first whether the first is also the first of the file
     */
    LatentWriter writer(OutputStream out, boolean first);

    /**
     * Finds what is whole of a file.
     *
     * @throws MetisException if it was not written in this format
     */
    default WholeEntries whole(Path file) throws IOException {
        EntryScan scan = scan(file);
        byte[] buffer = new byte[1 << 20];
        try (InputStream in = Files.newInputStream(file)) {
            for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
                scan.feed(buffer, count);
            }
        }
        return scan.result();
    }

    /** The failure of a file that is something else. */
    static MetisException foreign(Path file) {
        return new MetisException(
                file + " was not written by this program in this format; move it away, or name another output");
    }
}
