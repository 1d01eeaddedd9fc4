package io.github.metis8d.io.latents;

import io.github.metis8d.Latents;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes latents as JSON lines, a file a line, in constant memory:
 * {@code {"path": "part_003/e8/7b/hash.wav", "latents": [[d1, ..., d8], ...]}}. Numbers are as in
 * {@link JsonLatentWriter}.
 */
public final class JsonLinesLatentWriter implements LatentWriter {
    private final OutputStream out;
    private final LatentText text;

    /**
     * Prepares to write.
     *
     * @param out where to; closed with this writer
     */
    public JsonLinesLatentWriter(OutputStream out) {
        this.out = out;
        this.text = new LatentText(out);
    }

    @Override
    public void write(String key, Latents latents) throws IOException {
        NonFiniteLatentsException.check(key, latents);
        text.put("{\"path\": \"");
        text.putEscaped(key);
        text.put("\", \"latents\": [");
        text.putRows(latents, "[", ", [");
        text.put("]}\n");
    }

    @Override
    public void flush() throws IOException {
        text.flush();
    }

    @Override
    public void finish() throws IOException {
        text.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
