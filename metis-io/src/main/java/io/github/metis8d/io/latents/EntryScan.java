package io.github.metis8d.io.latents;

import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** Finds the entries that are whole in text that comes piece by piece. */
abstract class EntryScan {
    /** Longer than a line of a day of audio. A file with longer ones is something else. */
    private static final int MAX_LINE_BYTES = 1 << 30;

    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private long position;
    private boolean torn;

    /**
     * Takes the next piece.
     *
     * @throws io.github.metis8d.MetisException if the text is of another format
     */
    final void feed(byte[] bytes, int count) throws IOException {
        int start = 0;
        for (int i = 0; i < count && !torn; i++) {
            // After a power failure, a block that did not reach the disk reads as zeros.
            if (bytes[i] == 0) {
                tear();
            } else if (bytes[i] == '\n') {
                line.write(bytes, start, i - start);
                byte[] whole = line.toByteArray();
                line.reset();
                start = i + 1;
                long at = position + i - whole.length;
                if (!line(whole, at)) {
                    refuseAt(at);
                    tear();
                }
            }
        }
        if (!torn) {
            line.write(bytes, start, count - start);
            if (line.size() > maxLineBytes()) {
                refuseAt(0);
            }
        }
        position += count;
    }

    private void tear() {
        torn = true;
        line.reset();
    }

    /** What is wrong from the start is another's file; what is wrong later is where ours was torn. */
    private void refuseAt(long start) {
        if (start == 0) {
            throw foreign();
        }
    }

    /** All bytes so far. */
    final long position() {
        return position;
    }

    /** What is whole up to here; text may still follow. */
    final WholeEntries result() {
        return torn ? result(new byte[0], position) : result(line.toByteArray(), position - line.size());
    }

    /** The most bytes that a line has. */
    int maxLineBytes() {
        return MAX_LINE_BYTES;
    }

    /** The failure of a file that is something else. */
    abstract RuntimeException foreign();

    /**
     * A line that has ended.
     *
     * @param text the line
     * @param start where it starts
     * @return whether it may be there; if not, nothing after it is whole
     */
    abstract boolean line(byte[] text, long start);

    /** What is whole, with a last line that may have ended or not. */
    abstract WholeEntries result(byte[] lastLine, long start);
}
