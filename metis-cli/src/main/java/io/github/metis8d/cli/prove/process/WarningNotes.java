package io.github.metis8d.cli.prove.process;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Makes notes of what this library warns of, and of kernels that are not used. */
final class WarningNotes extends Handler {
    /** Kept so that the garbage collector does not take the handler. */
    private static final Logger PROJECT = Logger.getLogger("io.github.metis8d");

    private final StepLog log;

    private WarningNotes(StepLog log) {
        this.log = log;
    }

    static void into(StepLog log) {
        PROJECT.addHandler(new WarningNotes(log));
    }

    @Override
    public void publish(LogRecord message) {
        boolean ofKernels = String.valueOf(message.getLoggerName()).endsWith(".cuda.Kernels");
        if (message.getLevel().intValue() >= (ofKernels ? Level.INFO : Level.WARNING).intValue()) {
            log.note("the log says: " + new SimpleFormatter().formatMessage(message));
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
