package io.github.metis8d.io;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.github.metis8d.Latents;
import io.github.metis8d.MetisException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;

/** Reads latents from a JSON object of {@link JsonLatentWriter}'s kind, file after file, in constant memory. */
public final class JsonLatentReader implements Closeable {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxDocumentLength(-1)
                    .maxNameLength(1 << 20)
                    .build())
            .build();

    private final String origin;
    private final JsonParser parser;
    private float[] values = new float[Latents.DIMENSIONS * Latents.ROWS_PER_SECOND * 60];

    /**
     * One file's latents.
     *
     * @param key the file
     * @param latents its latents
     */
    public record Entry(String key, Latents latents) {}

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
        this.origin = origin;
        try {
            parser = JSON.createParser(in);
            expect(parser.nextToken(), JsonToken.START_OBJECT, "an object");
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /**
     * Reads on.
     *
     * @return the next file's latents, or null at the end of the object
     * @throws MetisException if what follows is not latents; the message gives line and column
     */
    public Entry next() {
        try {
            JsonToken token = parser.nextToken();
            if (token == JsonToken.END_OBJECT) {
                if (parser.nextToken() != null) {
                    throw wrong("nothing after the object");
                }
                return null;
            }
            expect(token, JsonToken.FIELD_NAME, "a file's name");
            String key = parser.currentName();
            expect(parser.nextToken(), JsonToken.START_ARRAY, "an array of rows");
            int used = 0;
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                readRow(used);
                used += Latents.DIMENSIONS;
            }
            return new Entry(key, new Latents(Arrays.copyOf(values, used)));
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private void readRow(int at) throws IOException {
        expect(parser.currentToken(), JsonToken.START_ARRAY, "a row");
        if (values.length - at < Latents.DIMENSIONS) {
            values = Arrays.copyOf(values, values.length * 2);
        }
        for (int d = 0; d < Latents.DIMENSIONS; d++) {
            if (!parser.nextToken().isNumeric()) {
                throw wrong("8 numbers in a row");
            }
            values[at + d] = parser.getFloatValue();
        }
        if (parser.nextToken() != JsonToken.END_ARRAY) {
            throw wrong("8 numbers in a row");
        }
    }

    private void expect(JsonToken actual, JsonToken expected, String what) {
        if (actual != expected) {
            throw wrong(what);
        }
    }

    private MetisException wrong(String expected) {
        var at = parser.currentTokenLocation();
        return new MetisException(origin + " is not a JSON file of latents: line " + at.getLineNr() + ", column "
                + at.getColumnNr() + ": expected " + expected);
    }

    private MetisException failure(IOException e) {
        if (e instanceof JsonProcessingException json) {
            var at = json.getLocation();
            return new MetisException(
                    origin + " is not a whole JSON file: line " + at.getLineNr() + ", column " + at.getColumnNr() + ": "
                            + json.getOriginalMessage(),
                    e);
        }
        return new MetisException(origin + " cannot be read: " + e, e);
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}
