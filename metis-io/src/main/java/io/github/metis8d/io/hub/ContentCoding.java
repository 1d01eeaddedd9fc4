package io.github.metis8d.io.hub;

import io.github.metis8d.ModelException;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/**
 * Whether a content comes compressed. It is asked for as it is, but some proxies compress all the same; then
 * {@code Content-Length} and {@code Content-Range} count the compressed bytes.
 */
enum ContentCoding {
    /** As it is. */
    IDENTITY,
    /** By gzip. */
    GZIP;

    /**
     * {@return the coding of an answer}
     *
     * @throws ModelException if it is one that cannot be undone here
     */
    static ContentCoding of(HttpResponse<?> response) {
        String name = response.headers()
                .firstValue("Content-Encoding")
                .orElse("")
                .strip()
                .toLowerCase(Locale.ROOT);
        return switch (name) {
            case "", "identity" -> IDENTITY;
            case "gzip", "x-gzip" -> GZIP;
            default ->
                throw new ModelException(response.uri().getHost() + " sends the content compressed (\""
                        + name.replaceAll("[^a-z0-9-]", "?")
                        + "\") though it was asked not to; see to the proxy or mirror that does so");
        };
    }

    /** {@return the content as it is} */
    InputStream decoded(InputStream coded) throws IOException {
        return this == IDENTITY ? coded : new GZIPInputStream(coded);
    }
}
