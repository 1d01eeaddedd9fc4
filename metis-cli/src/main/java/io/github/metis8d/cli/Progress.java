package io.github.metis8d.cli;

import io.github.metis8d.io.ExtractionListener;
import io.github.metis8d.io.ExtractionSummary;
import io.github.metis8d.io.Failure;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows how a job gets on: a bar on a terminal, a line every ten seconds elsewhere. */
abstract class Progress implements ExtractionListener, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Progress.class.getName());

    private final Pace pace;

    private Progress(Pace pace) {
        this.pace = pace;
    }

    /**
     * Starts to show.
     *
     * @param files all files of the job
     * @param logging where to, and whether only failures are told
     */
    static Progress start(long files, LoggingOptions logging) {
        Pace pace = new Pace(files, System::nanoTime);
        if (logging.quiet()) {
            return new Silent(pace);
        }
        return onTerminal() ? new Bar(pace, files, logging.statusLine()) : new Lines(pace);
    }

    /** Whether a bar that moves can be seen on standard error. */
    static boolean onTerminal() {
        return System.console() != null && !"dumb".equals(System.getenv("TERM")) && !standardErrorIsRedirected();
    }

    /** Java tells of standard input and output alone; Linux tells what standard error is. */
    private static boolean standardErrorIsRedirected() {
        Path standardError = Path.of("/proc/self/fd/2");
        try {
            return Files.isSymbolicLink(standardError)
                    && !standardError.toRealPath().startsWith("/dev");
        } catch (IOException e) {
            return true; // A pipe has no path.
        }
    }

    @Override
    public void encoded(String key, double seconds) {
        pace.encoded(seconds);
        step(pace);
    }

    @Override
    public void failed(Failure failure) {
        pace.failed();
        LOG.log(Level.ERROR, "skipped {0}: {1}", failure.key(), failure.message());
        step(pace);
    }

    @Override
    public void batchWritten(ExtractionSummary summary) {
        LOG.log(Level.DEBUG, "{0} files are on disk", summary.encoded());
    }

    /** One file more is done. */
    abstract void step(Pace pace);

    @Override
    public void close() {}

    private static final class Silent extends Progress {
        Silent(Pace pace) {
            super(pace);
        }

        @Override
        void step(Pace pace) {}
    }

    private static final class Bar extends Progress {
        private final ProgressBar bar;

        Bar(Pace pace, long files, StatusLine line) {
            super(pace);
            bar = new ProgressBarBuilder()
                    .setTaskName("encode")
                    .setInitialMax(files)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setConsumer(new LastLine(line))
                    .setUpdateIntervalMillis(200)
                    .hideEta()
                    .build();
        }

        @Override
        void step(Pace pace) {
            bar.setExtraMessage(" " + pace.timeLeft() + ", " + pace.speed());
            bar.step();
        }

        @Override
        public void close() {
            bar.close();
        }
    }

    /** Where the bar is drawn: the library's own place for it would be lost when a message comes in between. */
    private static final class LastLine extends ConsoleProgressBarConsumer {
        private final StatusLine line;

        LastLine(StatusLine line) {
            super(System.err);
            this.line = line;
        }

        @Override
        public int getMaxRenderedLength() {
            // Leaves room for the ^C that a terminal shows, which would begin a new line.
            return super.getMaxRenderedLength() - "^C".length();
        }

        @Override
        public void accept(String bar) {
            line.show(bar.stripTrailing());
        }

        @Override
        public void close() {
            line.end();
        }
    }

    private static final class Lines extends Progress {
        private static final long INTERVAL_NANOS = 10_000_000_000L;

        private long lastLine = System.nanoTime();

        Lines(Pace pace) {
            super(pace);
        }

        @Override
        void step(Pace pace) {
            if (System.nanoTime() - lastLine >= INTERVAL_NANOS) {
                lastLine = System.nanoTime();
                LOG.log(Level.INFO, "{0}", pace);
            }
        }
    }
}
