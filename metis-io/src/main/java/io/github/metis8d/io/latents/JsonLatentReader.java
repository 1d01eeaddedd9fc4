package io.github.metis8d.io.latents;

import com.fasterxml.jackson.core.JsonToken;
import io.github.metis8d.MetisException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Reads latents from a JSON object of {@link JsonLatentWriter}'s kind, file after file, in constant memory. The layout
 * does not matter.
 */
public final class JsonLatentReader implements LatentReader {
    private final LatentParser parser;

    /**
     * Opens a file.
     *
     * @param file the JSON file
     * @return its reader
     * @throws MetisException if there is no such file, or it does not start with an object
     */
    public static JsonLatentReader open(Path file) {
        try {
            return new JsonLatentReader(file.toString(), Files.newInputStream(file));
        } catch (NoSuchFileException e) {
            throw new MetisException("there is no file " + file, e);
        } catch (IOException e) {
            throw new MetisException(file + " cannot be read: " + e, e);
        }
    }

    /**
     * Reads from a stream.
     *
     * @param origin the name of the stream for messages
     * @param in the bytes; closed with this reader
     * @throws MetisException if they do not start with an object
     */
    public JsonLatentReader(String origin, InputStream in) {
        parser = new LatentParser(origin, in);
        parser.next(JsonToken.START_OBJECT, "an object");
    }

    @Override
    public Entry next() {
        JsonToken token = parser.next();
        if (token == JsonToken.END_OBJECT) {
            if (parser.next() != null) {
                throw parser.wrong("nothing after the object");
            }
            return null;
        }
        if (token != JsonToken.FIELD_NAME) {
            throw parser.wrong("a file's name");
        }
        String key = parser.text();
        return new Entry(key, parser.rows());
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}
