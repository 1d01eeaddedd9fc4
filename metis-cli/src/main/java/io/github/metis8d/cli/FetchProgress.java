package io.github.metis8d.cli;

import io.github.metis8d.io.hub.FetchListener;
import io.github.metis8d.io.hub.LoggingFetchListener;
import java.lang.System.Logger.Level;
import java.time.Duration;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows a download: a bar with rate and time left on a terminal, a line every ten seconds elsewhere. */
final class FetchProgress implements FetchListener {
    private static final System.Logger LOG = System.getLogger(FetchProgress.class.getName());
    private static final int MEGABYTE = 1_000_000;

    private final StatusLine line;
    private ProgressBar bar;

    private FetchProgress(StatusLine line) {
        this.line = line;
    }

    /** What suits the place that standard error goes to. */
    static FetchListener show(LoggingOptions logging) {
        return Terminal.isThere() && !logging.quiet()
                ? new FetchProgress(logging.statusLine())
                : new LoggingFetchListener();
    }

    @Override
    public void started(String file, long have, long size) {
        closeBar();
        bar = new ProgressBarBuilder()
                .setTaskName(file.substring(file.lastIndexOf('/') + 1))
                .setInitialMax(size)
                .startsFrom(have, Duration.ZERO)
                .setUnit(" MB", MEGABYTE)
                .setStyle(ProgressBarStyle.ASCII)
                .setConsumer(new LastLine(line))
                .showSpeed()
                .build();
    }

    @Override
    public void advanced(String file, long have, long size) {
        bar.maxHint(size); // which the server may have said only now
        bar.stepTo(have);
    }

    @Override
    public void checking(String file) {
        bar.setExtraMessage("checking");
    }

    @Override
    public void finished(String file) {
        closeBar();
    }

    @Override
    public void waiting(String reason, Duration pause) {
        LOG.log(
                Level.WARNING,
                () -> reason + (pause.isZero() ? "; waiting" : "; trying again in " + pause.toSeconds() + " s"));
    }

    private void closeBar() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
