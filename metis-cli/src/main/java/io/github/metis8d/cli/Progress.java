package io.github.metis8d.cli;

import io.github.metis8d.io.ExtractionListener;
import io.github.metis8d.io.ExtractionSummary;
import io.github.metis8d.io.Failure;
import java.io.PrintStream;
import java.lang.System.Logger.Level;
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
     * @param quiet whether only failures are told
     */
    static Progress start(long files, boolean quiet) {
        Pace pace = new Pace(files, System::nanoTime);
        if (quiet) {
            return new Silent(pace);
        }
        return onTerminal() ? new Bar(pace, files) : new Lines(pace);
    }

    /** Whether a bar that moves can be seen. */
    static boolean onTerminal() {
        return System.console() != null && !"dumb".equals(System.getenv("TERM"));
    }

    @Override
    public void encoded(String key, double seconds) {
        pace.encoded(seconds);
        step(pace);
    }

    @Override
    public void failed(Failure failure) {
        pace.failed();
        interrupt();
        LOG.log(Level.ERROR, "skipped {0}: {1}", failure.key(), failure.message());
        step(pace);
    }

    @Override
    public void batchWritten(ExtractionSummary summary) {
        LOG.log(Level.DEBUG, "{0} files are on disk", summary.encoded());
    }

    /** One file more is done. */
    abstract void step(Pace pace);

    /** A message comes in between. */
    void interrupt() {}

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
        private static final String CLEAR_LINE = "\r\u001b[2K";

        private final PrintStream terminal = System.err;
        private final ProgressBar bar;

        Bar(Pace pace, long files) {
            super(pace);
            bar = new ProgressBarBuilder()
                    .setTaskName("encode")
                    .setInitialMax(files)
                    .setStyle(ProgressBarStyle.ASCII)
                    .hideEta()
                    .build();
        }

        @Override
        void step(Pace pace) {
            bar.setExtraMessage(" " + pace.timeLeft() + ", " + pace.speed());
            bar.step();
        }

        @Override
        void interrupt() {
            // The bar is drawn again below the message.
            terminal.print(CLEAR_LINE);
            terminal.flush();
        }

        @Override
        public void close() {
            bar.close();
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
