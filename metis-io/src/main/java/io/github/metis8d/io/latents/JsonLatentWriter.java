package io.github.metis8d.io.latents;

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
    private final OutputStream out;
    private final LatentText text;
    private boolean empty;

    /**
     * Starts an object.
     *
     * @param out where to; closed with this writer
     */
    public JsonLatentWriter(OutputStream out) {
        this(out, true);
        text.put("{");
    }

    private JsonLatentWriter(OutputStream out, boolean empty) {
        this.out = out;
        this.text = new LatentText(out);
        this.empty = empty;
    }

    /** Goes on with an object after its last entry, of which there is at least one. */
    static JsonLatentWriter after(OutputStream entries) {
        return new JsonLatentWriter(entries, false);
    }

    @Override
    public void write(String key, Latents latents) throws IOException {
        NonFiniteLatentsException.check(key, latents);
        text.put(empty ? "\n  \"" : ",\n  \"");
        empty = false;
        text.putEscaped(key);
        text.put("\": [");
        text.putRows(latents, "\n    [", ",\n    [");
        text.put("\n  ]");
    }

    @Override
    public void flush() throws IOException {
        text.flush();
    }

    @Override
    public void finish() throws IOException {
        // What is compressed can be cut off behind a flush: entries can then be added in the end's place.
        text.flush();
        text.put(empty ? "}\n" : "\n}\n");
        text.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
