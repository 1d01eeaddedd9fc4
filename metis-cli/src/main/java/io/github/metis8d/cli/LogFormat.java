package io.github.metis8d.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/** A message a line; in detail with the time before it and the stack trace after it. */
final class LogFormat extends Formatter {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS ");

    private final boolean detailed;

    LogFormat(boolean detailed) {
        this.detailed = detailed;
    }

    @Override
    public String format(LogRecord record) {
        StringWriter text = new StringWriter();
        if (detailed) {
            text.append(TIME.format(LocalDateTime.ofInstant(record.getInstant(), ZoneId.systemDefault())));
        }
        if (record.getLevel().intValue() >= Level.WARNING.intValue()) {
            text.append(record.getLevel() == Level.WARNING ? "warning: " : "error: ");
        }
        text.append(formatMessage(record)).append(System.lineSeparator());
        if (detailed && record.getThrown() != null) {
            record.getThrown().printStackTrace(new PrintWriter(text, true));
        }
        return text.toString();
    }
}
