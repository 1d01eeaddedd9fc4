package io.github.metis8d.io;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.core.io.NumberOutput;
import io.github.metis8d.Latents;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes latents as one JSON object, file after file, in constant memory:
 *
 * <pre>
 * {
 *   "part_003/e8/7b/hash.wav": [
 *     [d1, d2, d3, d4, d5, d6, d7, d8],
 *     ...
 *   ],
 *   ...
 * }
 * </pre>
 *
 * <p>A number is the shortest decimal that reads back as the same float32. The lines are part of the format: a line of
 * two spaces and a bracket ends an entry, and nothing else does.
 */
public final class JsonLatentWriter implements LatentWriter {
    private static final int BUFFER_BYTES = 1 << 16;
    /** The most that one row takes: 8 numbers of at most 16 characters, separators, indentation. */
    private static final int MAX_ROW_BYTES = 256;

    private final OutputStream out;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int used;
    private boolean empty;

    /**
     * Starts an object.
     *
     * @param out where to; closed with this writer
     */
    public JsonLatentWriter(OutputStream out) {
        this(out, true);
        put("{");
    }

    private JsonLatentWriter(OutputStream out, boolean empty) {
        this.out = out;
        this.empty = empty;
    }

    /** Goes on with an object after its last entry, of which there is at least one. */
    static JsonLatentWriter after(OutputStream entries) {
        return new JsonLatentWriter(entries, false);
    }

    @Override
    public void write(String key, Latents latents) throws IOException {
        checkFinite(key, latents);
        put(empty ? "\n  \"" : ",\n  \"");
        empty = false;
        byte[] escaped = JsonStringEncoder.getInstance().quoteAsUTF8(key);
        spill();
        out.write(escaped);
        put("\": [");
        for (int frame = 0; frame < latents.frames(); frame++) {
            if (used > BUFFER_BYTES - MAX_ROW_BYTES) {
                spill();
            }
            put(frame == 0 ? "\n    [" : ",\n    [");
            for (int d = 0; d < Latents.DIMENSIONS; d++) {
                if (d > 0) {
                    put(", ");
                }
                put(NumberOutput.toString(latents.get(frame, d), true));
            }
            put("]");
        }
        put("\n  ]");
    }

    private static void checkFinite(String key, Latents latents) {
        float[] values = latents.values();
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new NonFiniteLatentsException(key + ": latent " + i % Latents.DIMENSIONS + " of row "
                        + i / Latents.DIMENSIONS + " is " + values[i]);
            }
        }
    }

    @SuppressWarnings("deprecation") // getBytes into an array: the text is ASCII, which this copies without a charset.
    private void put(String ascii) {
        int length = ascii.length();
        ascii.getBytes(0, length, buffer, used);
        used += length;
    }

    private void spill() throws IOException {
        out.write(buffer, 0, used);
        used = 0;
    }

    @Override
    public void flush() throws IOException {
        spill();
        out.flush();
    }

    @Override
    public void finish() throws IOException {
        put(empty ? "}\n" : "\n}\n");
        flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
