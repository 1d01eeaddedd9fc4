package io.github.metis8d.cli;

import io.github.metis8d.io.job.ExtractionListener;
import io.github.metis8d.io.job.ExtractionSummary;
import io.github.metis8d.io.job.Failure;
import java.lang.System.Logger.Level;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

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
        return Terminal.isThere() ? new Bar(pace, files, logging.statusLine()) : new Lines(pace);
    }

    @Override
    public void encoded(String key, double seconds) {
        pace.encoded(seconds);
        step(pace);
    }

    @Override
    public void damaged(Failure damage) {
        LOG.log(Level.WARNING, damage.message());
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
                    .setInitialMax(files)
                    .setRenderer((state, columns) -> PaceLine.of(pace.now(), columns))
                    .setConsumer(new LastLine(line))
                    .setUpdateIntervalMillis(200)
                    .build();
        }

        @Override
        void step(Pace pace) {
            bar.step();
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
