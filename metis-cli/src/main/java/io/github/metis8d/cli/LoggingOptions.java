package io.github.metis8d.cli;

import io.github.metis8d.io.files.Disk;
import io.github.metis8d.io.files.WriteFailure;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.StreamHandler;
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
            root.addHandler(logFile());
        }
    }

    private Handler logFile() {
        try {
            return new FileHandler(
                    Files.newOutputStream(logFile, StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                    new LogFormat(true));
        } catch (IOException e) {
            Path folder = logFile.toAbsolutePath().getParent();
            String reason = Files.isDirectory(logFile)
                    ? "it is a folder"
                    : Files.isDirectory(folder)
                            ? WriteFailure.of(e, Disk.of(logFile)).reason()
                            : "there is no folder " + folder;
            throw new CommandFailure("the log file " + logFile + " cannot be written: " + reason, e);
        }
    }

    /** Has every message in the file at once, as UTF-8, so that one who reads along misses nothing. */
    private static final class FileHandler extends StreamHandler {
        FileHandler(OutputStream file, Formatter format) throws IOException {
            super(file, format);
            setLevel(Level.ALL);
            setEncoding("UTF-8");
        }

        @Override
        public synchronized void publish(LogRecord message) {
            super.publish(message);
            flush();
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
