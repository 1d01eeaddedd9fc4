package io.github.metis8d.io;

import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** Finds the entries that are whole in text that comes piece by piece. */
abstract class EntryScan {
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private long position;
    private boolean torn;

    /** Takes the next piece. */
    final void feed(byte[] bytes, int count) throws IOException {
        int start = 0;
        for (int i = 0; i < count && !torn; i++) {
            // After a power failure, a block that did not reach the disk reads as zeros.
            if (bytes[i] == 0) {
                torn = true;
                line.reset();
            } else if (bytes[i] == '\n') {
                line.write(bytes, start, i - start);
                byte[] whole = line.toByteArray();
                line.reset();
                line(whole, position + i - whole.length);
                start = i + 1;
            }
        }
        if (!torn) {
            line.write(bytes, start, count - start);
        }
        position += count;
    }

    /** All bytes so far. */
    final long position() {
        return position;
    }

    final WholeEntries result() throws IOException {
        return result(line.toByteArray(), position - line.size());
    }

    /**
     * A line that has ended.
     *
     * @param text the line
     * @param start where it starts
     */
    abstract void line(byte[] text, long start) throws IOException;

    /** What is whole, with a last line that may have ended or not. */
    abstract WholeEntries result(byte[] lastLine, long start) throws IOException;
}
