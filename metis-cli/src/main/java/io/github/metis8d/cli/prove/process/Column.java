package io.github.metis8d.cli.prove.process;

import java.util.Locale;

/**
 * A column of a step's table.
 *
 * @param value the name of the value that it shows
 * @param title what people call it
 * @param form how it is written
 */
public record Column(String value, String title, Form form) {
    /** How a value is written. */
    public enum Form {
        /** As it is. */
        TEXT,
        /** A whole number, its thousands apart: 8,200. */
        COUNT,
        /** Two digits after the point at most: 2.25. */
        NUMBER,
        /** In powers of ten: 1.4e-06. */
        ERROR,
        /** A share of 1: 61 %. */
        SHARE
    }

    /**
     * {@return a column of text}
     *
     * @param value the name of the value
     * @param title what people call it
     */
    public static Column text(String value, String title) {
        return new Column(value, title, Form.TEXT);
    }

    /** {@return whether it has numbers, which are read from the right} */
    public boolean ofNumbers() {
        return form != Form.TEXT;
    }

    /**
     * {@return a value as this column writes it; a dash where there is none}
     *
     * @param finding has the value
     */
    public String write(Finding finding) {
        Object found = finding.values().get(value);
        if (found == null) {
            return "-";
        }
        if (found instanceof Boolean yes) {
            return yes ? "yes" : "no";
        }
        if (!(found instanceof Number number)) {
            return found.toString();
        }
        double amount = number.doubleValue();
        return switch (form) {
            case TEXT -> found.toString();
            case COUNT -> String.format(Locale.ROOT, "%,.0f", amount);
            case NUMBER -> String.format(Locale.ROOT, amount >= 100 ? "%,.0f" : amount >= 10 ? "%.1f" : "%.2f", amount);
            case ERROR -> amount == 0 ? "0" : String.format(Locale.ROOT, "%.1e", amount);
            case SHARE -> String.format(Locale.ROOT, "%.0f %%", 100 * amount);
        };
    }
}
