package io.github.metis8d.io.hub;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;

/** Keeps a file from being fetched twice at once, by threads or by processes. */
final class FetchLock implements Closeable {
    /** A process holds a file's lock as a whole, and closing any channel on it gives it up: so threads queue here. */
    private static final ConcurrentMap<Path, ReentrantLock> IN_THIS_PROCESS = new ConcurrentHashMap<>();

    private final ReentrantLock threads;
    private final FileChannel channel;

    private FetchLock(ReentrantLock threads, FileChannel channel) {
        this.threads = threads;
        this.channel = channel;
    }

    /** Waits for the lock. */
    static FetchLock take(Path file, String title, FetchListener listener) throws IOException {
        Files.createDirectories(file.getParent());
        ReentrantLock threads = IN_THIS_PROCESS.computeIfAbsent(file.toAbsolutePath(), path -> new ReentrantLock());
        threads.lock();
        FileChannel channel = null;
        try {
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (channel.tryLock() == null) {
                listener.waiting("another process is fetching " + title, Duration.ZERO);
                channel.lock();
            }
            return new FetchLock(threads, channel);
        } catch (IOException | RuntimeException e) {
            try {
                if (channel != null) {
                    channel.close();
                }
            } finally {
                threads.unlock();
            }
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close(); // which releases the lock
        } finally {
            threads.unlock();
        }
    }
}
