package io.github.metis8d.cli.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.math.MathContext;

/**
 * JSON that can stand in a page whatever it says: all but ASCII is escaped, which keeps halves of surrogate pairs too, and
 * so is what a browser could take for markup.
 */
final class DataWriter implements AutoCloseable {
    private static final MathContext DIGITS = new MathContext(4);

    private final JsonGenerator json;

    DataWriter(Writer out) throws IOException {
        json = JsonFactory.builder()
                .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
                .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
                .build()
                .createGenerator(out)
                .setCharacterEscapes(new NoMarkup());
    }

    /** What starts or ends a tag, a comment or a reference. */
    private static final class NoMarkup extends CharacterEscapes {
        private static final long serialVersionUID = 1L;

        @Override
        public int[] getEscapeCodesForAscii() {
            int[] escapes = standardAsciiEscapesForJSON();
            for (char markup : new char[] {'<', '>', '&'}) {
                escapes[markup] = ESCAPE_STANDARD;
            }
            return escapes;
        }

        @Override
        public SerializableString getEscapeSequence(int character) {
            return null;
        }
    }

    /** What is written between two brackets. */
    interface Content {
        void write() throws IOException;
    }

    void object(Content content) throws IOException {
        json.writeStartObject();
        content.write();
        json.writeEndObject();
    }

    void object(String name, Content content) throws IOException {
        json.writeFieldName(name);
        object(content);
    }

    void array(String name, Content content) throws IOException {
        json.writeFieldName(name);
        array(content);
    }

    void array(Content content) throws IOException {
        json.writeStartArray();
        content.write();
        json.writeEndArray();
    }

    /** Null stays null. */
    void text(String name, String value) throws IOException {
        json.writeStringField(name, value);
    }

    void text(String value) throws IOException {
        json.writeString(value);
    }

    void count(String name, long value) throws IOException {
        json.writeNumberField(name, value);
    }

    void count(long value) throws IOException {
        json.writeNumber(value);
    }

    void number(String name, double value) throws IOException {
        json.writeFieldName(name);
        number(value);
    }

    /** Four digits, which are more than a chart shows; null for NaN and infinities, which JSON has no words for. */
    void number(double value) throws IOException {
        if (Double.isFinite(value)) {
            BigDecimal rounded = new BigDecimal(value).round(DIGITS).stripTrailingZeros();
            json.writeNumber(rounded.toString());
        } else {
            json.writeNull();
        }
    }

    void counts(String name, long[] values) throws IOException {
        json.writeFieldName(name);
        json.writeArray(values, 0, values.length);
    }

    void numbers(float[] values) throws IOException {
        array(() -> {
            for (float value : values) {
                number(value);
            }
        });
    }

    void flag(String name, boolean value) throws IOException {
        json.writeBooleanField(name, value);
    }

    void nothing(String name) throws IOException {
        json.writeNullField(name);
    }

    @Override
    public void close() throws IOException {
        json.close();
    }
}
