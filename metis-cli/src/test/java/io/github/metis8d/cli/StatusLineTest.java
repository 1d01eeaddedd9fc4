package io.github.metis8d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusLineTest {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final StatusLine line = new StatusLine(new PrintStream(written, true, StandardCharsets.UTF_8));

    /** What a terminal shows that got what was written. */
    private List<String> screen() {
        List<String> lines = new ArrayList<>(List.of(""));
        String text = written.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
        for (String part : text.split("(?<=\n)|(?=\r\u001b\\[2K)")) {
            String shown = part.replace("\n", "");
            int last = lines.size() - 1;
            lines.set(
                    last,
                    shown.startsWith("\r\u001b[2K")
                            ? shown.substring("\r\u001b[2K".length())
                            : lines.get(last) + shown);
            if (part.endsWith("\n")) {
                lines.add("");
            }
        }
        return lines;
    }

    @Test
    void messagesAreAboveTheLineAndNoneOfItsEarlierStatesIsLeft() {
        line.write("one\n");
        line.show("10 %");
        line.show("20 %");
        line.write("two\n");
        line.write("three\n");
        line.show("30 %");
        assertThat(screen()).containsExactly("one", "two", "three", "30 %");
    }

    @Test
    void whatComesAfterItsEndIsBelowIt() {
        line.show("100 %");
        line.end();
        line.end();
        line.write("done\n");
        assertThat(screen()).containsExactly("100 %", "done", "");
    }

    @Test
    void withoutALineNothingIsCleared() {
        line.write("one\n");
        line.end();
        assertThat(written.toString(StandardCharsets.UTF_8)).isEqualTo("one\n");
    }
}
