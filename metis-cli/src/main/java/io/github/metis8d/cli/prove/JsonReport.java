package io.github.metis8d.cli.prove;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;

/** A proof as JSON: its records, by the names of their components. */
final class JsonReport {
    private static final ObjectMapper JSON = new ObjectMapper()
            .configure(DeserializationFeature.USE_LONG_FOR_INTS, true)
            .configure(SerializationFeature.INDENT_OUTPUT, true);

    private JsonReport() {}

    static String write(Proof proof) {
        try {
            return JSON.writeValueAsString(proof) + "\n";
        } catch (JacksonException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @throws IllegalArgumentException if the text is no proof */
    static Proof read(String text) {
        try {
            return JSON.readValue(text, Proof.class);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("this is no proof by metis: " + e.getOriginalMessage(), e);
        }
    }
}
