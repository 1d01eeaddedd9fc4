package io.github.metis8d.cli;

import io.github.metis8d.io.ExtractionListener;
import io.github.metis8d.io.ExtractionSummary;
import io.github.metis8d.io.Failure;
import java.lang.System.Logger.Level;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows how a job gets on: a bar on a terminal, a line every ten seconds elsewhere. */
abstract class Progress implements ExtractionListener, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Progress.class.getName());

    private int failures;
    private double audioSeconds;
    private final long start = System.nanoTime();

    /**
     * Starts to show.
     *
     * @param files all files of the job
     * @param quiet whether only failures are told
     */
    static Progress start(long files, boolean quiet) {
        if (quiet) {
            return new Silent();
        }
        return onTerminal() ? new Bar(files) : new Lines(files);
    }

    /** Whether a bar that moves can be seen. */
    static boolean onTerminal() {
        return System.console() != null && !"dumb".equals(System.getenv("TERM"));
    }

    @Override
    public void encoded(String key, double seconds) {
        audioSeconds += seconds;
        step();
    }

    @Override
    public void failed(Failure failure) {
        failures++;
        LOG.log(Level.ERROR, "skipped {0}: {1}", failure.key(), failure.message());
        step();
    }

    @Override
    public void batchWritten(ExtractionSummary summary) {
        LOG.log(Level.DEBUG, "{0} files are on disk", summary.encoded());
    }

    /** One file more is done. */
    abstract void step();

    String extra() {
        double elapsed = (System.nanoTime() - start) / 1e9;
        return String.format("%d failed, %.1f x real time", failures, audioSeconds / elapsed);
    }

    @Override
    public void close() {}

    private static final class Silent extends Progress {
        @Override
        void step() {}
    }

    private static final class Bar extends Progress {
        private final ProgressBar bar;

        Bar(long files) {
            bar = new ProgressBarBuilder()
                    .setTaskName("encode")
                    .setInitialMax(files)
                    .setUnit(" files", 1)
                    .setStyle(ProgressBarStyle.ASCII)
                    .showSpeed()
                    .build();
        }

        @Override
        void step() {
            bar.setExtraMessage(extra());
            bar.step();
        }

        @Override
        public void close() {
            bar.close();
        }
    }

    private static final class Lines extends Progress {
        private static final long INTERVAL_NANOS = 10_000_000_000L;

        private final long files;
        private int done;
        private long lastLine = System.nanoTime();

        Lines(long files) {
            this.files = files;
        }

        @Override
        void step() {
            done++;
            if (System.nanoTime() - lastLine > INTERVAL_NANOS) {
                lastLine = System.nanoTime();
                LOG.log(Level.INFO, "{0} of {1} files, {2}", done, files, extra());
            }
        }
    }
}
