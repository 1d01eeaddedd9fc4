package io.github.metis8d.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.logging.FileHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/** The options that say what is told, and where: always on standard error. */
final class LoggingOptions {
    /** The loggers of this project, kept so that the garbage collector does not take their levels. */
    private static final Logger PROJECT = Logger.getLogger("io.github.metis8d");

    @Option(
            names = {"-v", "--verbose"},
            description = "Tell details, and where an error came from.")
    private boolean verbose;

    @Option(
            names = {"-q", "--quiet"},
            description = "Tell warnings and errors only.")
    private boolean quiet;

    @Option(
            names = "--log-file",
            paramLabel = "FILE",
            description = "Write all messages, with the time, to a file too.")
    private Path logFile;

    private final StatusLine statusLine = new StatusLine(System.err);

    /** What is shown below all messages. */
    StatusLine statusLine() {
        return statusLine;
    }

    boolean quiet() {
        return quiet;
    }

    static boolean isVerbose(ParseResult parsed) {
        for (ParseResult p = parsed; p != null; p = p.hasSubcommand() ? p.subcommand() : null) {
            if (p.hasMatchedOption("--verbose")) {
                return true;
            }
        }
        return false;
    }

    /** Sets logging up for this process. */
    void apply() {
        LogManager.getLogManager().reset();
        PROJECT.setLevel(verbose ? Level.FINE : Level.INFO);
        Handler console = new ConsoleHandler(statusLine);
        console.setLevel(quiet ? Level.WARNING : Level.ALL);
        console.setFormatter(new LogFormat(verbose));
        Logger root = Logger.getLogger("");
        root.addHandler(console);
        if (logFile != null) {
            try {
                FileHandler file = new FileHandler(logFile.toString().replace("%", "%%"), true);
                file.setLevel(Level.ALL);
                file.setFormatter(new LogFormat(true));
                root.addHandler(file);
            } catch (IOException e) {
                throw new CommandFailure("the log file " + logFile + " cannot be written: " + e.getMessage(), e);
            }
        }
    }

    /** Writes messages above the status line. */
    private static final class ConsoleHandler extends Handler {
        private final StatusLine statusLine;

        ConsoleHandler(StatusLine statusLine) {
            this.statusLine = statusLine;
        }

        @Override
        public void publish(LogRecord message) {
            if (isLoggable(message)) {
                statusLine.write(getFormatter().format(message));
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
