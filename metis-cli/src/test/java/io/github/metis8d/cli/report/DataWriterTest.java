package io.github.metis8d.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class DataWriterTest {
    private static final List<String> NAMES = List.of(
            "</script><script>alert(1)</script>.wav",
            "<!--.wav",
            "a\"b'c\\d&amp;.wav",
            "line\nand\u2028line.wav",
            "\u202egnp.wav",
            "\u05e2\u05d1\u05e8\u05d9\u05ea.wav",
            "caf\udce9.wav",
            "\ud83d\ude00.wav",
            "\ud83d.wav",
            "nul\u0000.wav");

    private interface Content {
        void write(DataWriter out) throws IOException;
    }

    private static String written(Content content) throws IOException {
        StringWriter text = new StringWriter();
        try (DataWriter out = new DataWriter(text)) {
            content.write(out);
        }
        return text.toString();
    }

    @Test
    void namesComeBackAsTheyAreAndHoldNoMarkup() throws IOException {
        String text = written(out -> out.array(() -> {
            for (String name : NAMES) {
                out.text(name);
            }
        }));
        assertThat(text).matches("[\\x20-\\x7e]*").doesNotContain("<", ">", "&");
        JsonNode read = new ObjectMapper().readTree(text);
        assertThat(read).extracting(JsonNode::textValue).containsExactlyElementsOf(NAMES);
    }

    @Test
    void numbersHaveFourDigitsAndWhatIsNoNumberIsNull() throws IOException {
        String text = written(out -> out.array(() -> {
            for (double value : new double[] {1.23456, -0.000123456, 123456, 0, 100, 1e-30, Double.NaN}) {
                out.number(value);
            }
            out.number(Double.NEGATIVE_INFINITY);
        }));
        assertThat(text).isEqualTo("[1.235,-0.0001235,1.235E+5,0,1E+2,1.000E-30,null,null]".replace("1.000E", "1E"));
        assertThat(new ObjectMapper().readTree(text).get(4).asDouble()).isEqualTo(100);
    }
}
