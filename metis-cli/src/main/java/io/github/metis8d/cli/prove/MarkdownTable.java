package io.github.metis8d.cli.prove;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A table in Markdown. */
final class MarkdownTable {
    private final List<String> titles;
    private final List<Boolean> ofNumbers;
    private final List<List<String>> rows = new ArrayList<>();

    /**
     * A table without rows.
     *
     * @param titles of the columns
     * @param ofNumbers which of them are read from the right
     */
    MarkdownTable(List<String> titles, List<Boolean> ofNumbers) {
        this.titles = titles;
        this.ofNumbers = ofNumbers;
    }

    /** {@return a table whose first column is text and whose others are numbers} */
    static MarkdownTable ofNumbers(String... titles) {
        List<Boolean> numbers = new ArrayList<>();
        for (int i = 0; i < titles.length; i++) {
            numbers.add(i > 0);
        }
        return new MarkdownTable(List.of(titles), numbers);
    }

    void row(List<String> cells) {
        rows.add(cells);
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(line(titles));
        text.append(
                line(ofNumbers.stream().map(number -> number ? "---:" : "---").toList()));
        rows.forEach(row -> text.append(line(row)));
        return text.toString();
    }

    private static String line(List<String> cells) {
        return cells.stream()
                .map(cell -> cell.replace("|", "\\|").replace("\n", " "))
                .collect(Collectors.joining(" | ", "| ", " |\n"));
    }
}
