package io.github.metis8d.io.audio;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The last page of an Ogg file says that it is the last; a file that was cut off has none that does. */
final class OggPage {
    /** A page is no longer than this, and other bytes may follow the last. */
    private static final int SEARCHED = 2 * 65_307;

    private static final int FLAGS = 5;
    private static final int LAST = 4;
    /** The bytes of a header before the lengths of what follows it. */
    private static final int HEADER = 27;

    private OggPage() {}

    /** {@return whether the end of the file is the end of what was written} */
    static boolean endIsMarked(ByteSource file) throws IOException {
        long from = Math.max(0, file.size() - SEARCHED);
        ByteBuffer bytes = file.bytes(from, SEARCHED);
        for (int at = bytes.limit() - FLAGS - 1; at >= 0; at--) {
            if (bytes.getInt(at) == 0x4f676753 && bytes.get(at + 4) == 0) {
                return (bytes.get(at + FLAGS) & LAST) != 0 && at + length(bytes, at) <= bytes.limit();
            }
        }
        return false;
    }

    private static int length(ByteBuffer bytes, int page) {
        int segments = page + HEADER > bytes.limit() ? 0 : bytes.get(page + HEADER - 1) & 0xff;
        int length = HEADER + segments;
        for (int i = 0; i < segments && page + HEADER + i < bytes.limit(); i++) {
            length += bytes.get(page + HEADER + i) & 0xff;
        }
        return length;
    }
}
