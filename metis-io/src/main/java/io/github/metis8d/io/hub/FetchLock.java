package io.github.metis8d.io.hub;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
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
            shareWithGroup(file);
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

    /**
     * Who waits for a lock must write to its file. Python gives it this mode too, whatever the umask, so that several
     * users can share a cache.
     */
    private static void shareWithGroup(Path file) {
        try {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));
        } catch (IOException | UnsupportedOperationException e) {
            // It is another user's, whose affair its mode is, or has none.
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
