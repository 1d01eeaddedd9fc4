package io.github.metis8d.torch.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that are read whole: settings, an index, two vectors. Some hundred times larger ones are something else. */
final class SmallFile {
    static final int MAX_BYTES = 16 << 20;

    private SmallFile() {}

    /**
     * {@return the bytes of a file, or null if there are more than {@link #MAX_BYTES}} Whatever size is told, as of a
     * device, no more is read.
     */
    static byte[] read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return atMost(in);
        }
    }

    /** {@return all that a stream has, or null if that is more than {@link #MAX_BYTES}} */
    static byte[] atMost(InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(MAX_BYTES + 1);
        return bytes.length > MAX_BYTES ? null : bytes;
    }
}
