package io.github.metis8d.io.hub;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Closes a response of which nothing more comes: the JDK's HTTP client bounds the wait for headers only. */
final class StallGuard extends InputStream {
    private final InputStream guarded;
    private final long limitNanos;
    private final ScheduledExecutorService clock;
    private volatile long lastRead = System.nanoTime();
    private volatile boolean stalled;

    StallGuard(InputStream guarded, Duration limit) {
        this.guarded = guarded;
        this.limitNanos = limit.toNanos();
        this.clock = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "metis-stall-guard");
            thread.setDaemon(true);
            return thread;
        });
        long period = Math.max(1, limitNanos / 4);
        clock.scheduleAtFixedRate(this::look, period, period, TimeUnit.NANOSECONDS);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        lastRead = System.nanoTime();
        try {
            int n = guarded.read(buffer, offset, length);
            if (stalled) {
                throw stall(null);
            }
            return n;
        } catch (IOException e) {
            throw stalled ? stall(e) : e;
        }
    }

    private static IOException stall(IOException cause) {
        return new IOException("the server went silent", cause);
    }

    private void look() {
        if (System.nanoTime() - lastRead > limitNanos) {
            stalled = true;
            try {
                guarded.close();
            } catch (IOException e) {
                // The reader is told that it stalled, which says more.
            }
        }
    }

    @Override
    public void close() throws IOException {
        clock.shutdownNow();
        guarded.close();
    }
}
