package io.github.metis8d.io.latents;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.github.metis8d.Latents;
import io.github.metis8d.MetisException;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** JSON with rows of latents in it, token by token. Its errors name the file and the place. */
final class LatentParser implements Closeable {
    private static final JsonFactory JSON = JsonFloats.fastest()
            // Python writes NaN and Infinity, which are found better here than by whoever trains on them.
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build();

    private final String origin;
    private final JsonParser parser;
    private float[] values = new float[Latents.DIMENSIONS * Latents.ROWS_PER_SECOND * 60];

    /** @param in closed with this parser */
    LatentParser(String origin, InputStream in) {
        this.origin = origin;
        try {
            parser = JSON.createParser(in);
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /** The next token, or null at the end. */
    JsonToken next() {
        try {
            return parser.nextToken();
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /** Moves on to the next token, which must be of one kind. */
    void next(JsonToken expected, String what) {
        if (next() != expected) {
            throw wrong(what);
        }
    }

    /** A field's name or a text, whichever the present token is. */
    String text() {
        try {
            return parser.getText();
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /** Takes an array of rows. */
    Latents rows() {
        try {
            next(JsonToken.START_ARRAY, "an array of rows");
            int used = 0;
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                row(used);
                used += Latents.DIMENSIONS;
            }
            return new Latents(Arrays.copyOf(values, used));
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private void row(int at) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw wrong("a row");
        }
        if (values.length - at < Latents.DIMENSIONS) {
            values = Arrays.copyOf(values, values.length * 2);
        }
        for (int d = 0; d < Latents.DIMENSIONS; d++) {
            if (!parser.nextToken().isNumeric()) {
                throw wrong("8 numbers in a row");
            }
            values[at + d] = JsonFloats.value(parser);
        }
        if (parser.nextToken() != JsonToken.END_ARRAY) {
            throw wrong("8 numbers in a row");
        }
    }

    /** The failure of a file that holds something else than what is expected here. */
    @SuppressWarnings("deprecation") // The method that takes its place is there since Jackson 2.13 only.
    MetisException wrong(String expected) {
        var at = parser.getTokenLocation();
        return new MetisException(origin + " is not a JSON file of latents: line " + at.getLineNr() + ", column "
                + at.getColumnNr() + ": expected " + expected);
    }

    private MetisException failure(IOException e) {
        if (e instanceof JsonProcessingException json) {
            var at = json.getLocation();
            String message = origin + " is not a whole JSON file: line " + at.getLineNr() + ", column "
                    + at.getColumnNr() + ": " + json.getOriginalMessage();
            // The parser has two classes for it.
            boolean end =
                    e instanceof JsonEOFException || json.getOriginalMessage().startsWith("Unexpected end-of-input");
            return end ? new CutShortException(message, e) : new MetisException(message, e);
        }
        return e instanceof EOFException
                ? new CutShortException(origin + " is not a whole gzip file: it ends too soon", e)
                : new MetisException(origin + " cannot be read: " + e, e);
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}
