package io.github.metis8d.io.latents;

import io.github.metis8d.Latents;
import io.github.metis8d.io.files.JsonStrings;
import java.io.IOException;
import java.io.OutputStream;

/** JSON text of latents, collected in a buffer on its way to a stream. */
final class LatentText {
    private static final int BUFFER_BYTES = 1 << 16;
    /** The most that one row takes: 8 numbers of at most 16 characters, separators, indentation. */
    private static final int MAX_ROW_BYTES = 256;

    private final OutputStream out;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int used;

    LatentText(OutputStream out) {
        this.out = out;
    }

    /** A few ASCII characters. */
    @SuppressWarnings("deprecation") // getBytes into an array: the text is ASCII, which this copies without a charset.
    void put(String ascii) {
        int length = ascii.length();
        ascii.getBytes(0, length, buffer, used);
        used += length;
    }

    /** What goes between the quotes of a string. */
    void putEscaped(String text) throws IOException {
        spill();
        out.write(JsonStrings.escaped(text));
    }

    /** The rows, each in brackets. */
    void putRows(Latents latents, String before, String between) throws IOException {
        for (int frame = 0; frame < latents.frames(); frame++) {
            if (used > BUFFER_BYTES - MAX_ROW_BYTES) {
                spill();
            }
            put(frame == 0 ? before : between);
            for (int d = 0; d < Latents.DIMENSIONS; d++) {
                if (d > 0) {
                    put(", ");
                }
                put(JsonFloats.text(latents.get(frame, d)));
            }
            put("]");
        }
    }

    private void spill() throws IOException {
        out.write(buffer, 0, used);
        used = 0;
    }

    void flush() throws IOException {
        spill();
        out.flush();
    }
}
