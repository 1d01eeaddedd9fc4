package io.github.metis8d.io.hub;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Locale;

/** Tells the log how a download gets on, at most once in ten seconds. */
public final class LoggingFetchListener implements FetchListener {
    private static final System.Logger LOG = System.getLogger(LoggingFetchListener.class.getName());
    private static final long INTERVAL_NANOS = 10_000_000_000L;
    private static final double NANOS_PER_SECOND = 1e9;

    private long begin;
    private long beginBytes;
    private long lastLine;

    /** A listener of one download at a time. */
    public LoggingFetchListener() {}

    @Override
    public void started(String file, long have, long size) {
        begin = System.nanoTime();
        beginBytes = have;
        lastLine = begin;
        LOG.log(
                Level.INFO,
                () -> "fetching " + file
                        + (size == UNKNOWN ? "" : ", " + ByteCount.of(size))
                        + (have > 0 ? ", of which " + ByteCount.of(have) + " are here" : ""));
    }

    @Override
    public void advanced(String file, long have, long size) {
        long now = System.nanoTime();
        if (now - lastLine < INTERVAL_NANOS) {
            return;
        }
        lastLine = now;
        double rate = Math.max(1, (have - beginBytes) / ((now - begin) / NANOS_PER_SECOND));
        LOG.log(
                Level.INFO,
                () -> size == UNKNOWN
                        ? String.format(
                                Locale.ROOT, "%s: %s, %s/s", file, ByteCount.of(have), ByteCount.of((long) rate))
                        : String.format(
                                Locale.ROOT,
                                "%s: %s of %s, %s/s, %d s left",
                                file,
                                ByteCount.of(have),
                                ByteCount.of(size),
                                ByteCount.of((long) rate),
                                Math.round((size - have) / rate)));
    }

    @Override
    public void finished(String file) {
        LOG.log(Level.INFO, "{0} is whole", file);
    }

    @Override
    public void waiting(String reason, Duration pause) {
        LOG.log(
                Level.WARNING,
                () -> reason + (pause.isZero() ? "; waiting" : "; trying again in " + pause.toSeconds() + " s"));
    }
}
