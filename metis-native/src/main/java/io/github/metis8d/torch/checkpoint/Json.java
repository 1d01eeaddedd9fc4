package io.github.metis8d.torch.checkpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.TSFBuilder;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * JSON as maps, lists, strings, numbers, booleans and null, and what it cannot be as a {@link Malformed}.
 *
 * <p>Uses no more of Jackson than version 2.10 has, which is what an application may bring.
 */
final class Json {
    /** No file of a checkpoint comes near; deeper text would end in a StackOverflowError. */
    private static final int MAX_DEPTH = 100;

    /** As Python reads it. */
    static final Json PYTHON = new Json(settings().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS));

    /** As Amphion reads its settings, which are JSON5. */
    static final Json JSON5 = new Json(settings()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
            .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
            .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
            .enable(JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES));

    /** As the format of safetensors has it: no name twice. */
    static final Json STRICT = new Json(settings().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION));

    private final JsonFactory factory;

    private Json(TSFBuilder<?, ?> settings) {
        this.factory = settings.build();
    }

    /** Without the table of names, which throws where many of them have the same hash. */
    private static TSFBuilder<?, ?> settings() {
        return JsonFactory.builder()
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES);
    }

    /** Text that is not one JSON object; the message says why. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1;

        Malformed(String what) {
            super(what);
        }
    }

    /**
     * Reads one object.
     *
     * @param text JSON in UTF-8, or null for more of it than is read
     * @param skipped the name of a field whose value is passed over, however long it is; or null
     * @return the fields in their order; of a name that stands there twice, the last
     */
    Map<String, Object> object(byte[] text, String skipped) throws Malformed {
        if (text == null) {
            throw new Malformed("it is far larger than any file of its kind");
        }
        try (JsonParser parser = factory.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new Malformed("it is not a JSON object");
            }
            Map<String, Object> fields = fields(parser, skipped, 1);
            if (parser.nextToken() != null) {
                throw new Malformed("something follows the JSON object");
            }
            return fields;
        } catch (JsonProcessingException e) {
            throw new Malformed("it is not JSON: " + Printable.of(e.getOriginalMessage()));
        } catch (IOException e) {
            throw new Malformed("it is not JSON: " + Printable.of(String.valueOf(e.getMessage())));
        }
    }

    private static Map<String, Object> fields(JsonParser parser, String skipped, int depth)
            throws IOException, Malformed {
        Map<String, Object> fields = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            if (name.equals(skipped)) {
                parser.skipChildren();
            } else {
                fields.put(name, value(parser, depth));
            }
        }
        return fields;
    }

    private static Object value(JsonParser parser, int depth) throws IOException, Malformed {
        if (depth > MAX_DEPTH) {
            throw new Malformed("it is nested too deeply");
        }
        switch (parser.currentToken()) {
            case START_OBJECT:
                return fields(parser, null, depth + 1);
            case START_ARRAY:
                List<Object> items = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    items.add(value(parser, depth + 1));
                }
                return items;
            case VALUE_STRING:
                return parser.getText();
            case VALUE_NUMBER_INT:
            case VALUE_NUMBER_FLOAT:
                return parser.getNumberValue();
            case VALUE_TRUE:
                return true;
            case VALUE_FALSE:
                return false;
            default:
                return null;
        }
    }

    /** {@return the object that stands under a name, or null if something else does, or nothing} */
    @SuppressWarnings("unchecked") // Json makes no maps with other keys.
    static Map<String, Object> object(Map<String, Object> fields, String name) {
        return fields.get(name) instanceof Map<?, ?> found ? (Map<String, Object>) found : null;
    }
}
