package io.github.metis8d.io.latents;

import com.fasterxml.jackson.core.JsonToken;
import io.github.metis8d.Latents;
import java.io.IOException;
import java.io.InputStream;

/** Reads latents from JSON lines of {@link JsonLinesLatentWriter}'s kind, file after file, in constant memory. */
public final class JsonLinesLatentReader implements LatentReader {
    private final LatentParser parser;

    /**
     * Reads from a stream.
     *
     * @param origin the name of the stream for messages
     * @param in the bytes; closed with this reader
     */
    public JsonLinesLatentReader(String origin, InputStream in) {
        parser = new LatentParser(origin, in);
    }

    @Override
    public Entry next() {
        JsonToken token = parser.next();
        if (token == null) {
            return null;
        }
        if (token != JsonToken.START_OBJECT) {
            throw parser.wrong("an object");
        }
        field("path");
        parser.next(JsonToken.VALUE_STRING, "a file's path");
        String key = parser.text();
        field("latents");
        Latents latents = parser.rows();
        parser.next(JsonToken.END_OBJECT, "the end of the object");
        return new Entry(key, latents);
    }

    private void field(String name) {
        if (parser.next() != JsonToken.FIELD_NAME || !parser.text().equals(name)) {
            throw parser.wrong("the field \"" + name + '"');
        }
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}
