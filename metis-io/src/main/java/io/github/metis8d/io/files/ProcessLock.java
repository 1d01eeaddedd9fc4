package io.github.metis8d.io.files;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;

/**
 * Keeps all others away, threads of this process and other processes, while it is held. The operating system lets go of
 * it when the process ends, however it ends; the empty file stays, since deleting it could let two in.
 */
public final class ProcessLock implements Closeable {
    /** A process holds a file's lock as a whole, and closing any channel on it gives it up: so threads queue here. */
    private static final ConcurrentMap<Path, Semaphore> IN_THIS_PROCESS = new ConcurrentHashMap<>();

    private final Semaphore thread;
    private final FileChannel channel;

    private ProcessLock(Semaphore thread, FileChannel channel) {
        this.thread = thread;
        this.channel = channel;
    }

    /**
     * Takes the lock if nobody has it.
     *
     * @param file is made if it is not there, in a folder that is
     * @return the lock, or nothing if another thread or process has it
     * @throws IOException if the file cannot be made, or the file system knows no locks
     */
    public static Optional<ProcessLock> tryTake(Path file) throws IOException {
        Semaphore thread = threads(file);
        return thread.tryAcquire() ? Optional.ofNullable(locked(thread, file, ProcessLock::isFree)) : Optional.empty();
    }

    /**
     * Waits for the lock.
     *
     * @param file as {@link #tryTake} takes it
     * @param waiting told if another process has it
     * @return the lock
     * @throws IOException as {@link #tryTake}
     */
    public static ProcessLock take(Path file, Runnable waiting) throws IOException {
        Semaphore thread = threads(file);
        thread.acquireUninterruptibly();
        return locked(thread, file, channel -> {
            if (channel.tryLock() == null) {
                waiting.run();
                channel.lock();
            }
            return true;
        });
    }

    private static boolean isFree(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false; // held by this very process through another class loader
        }
    }

    private static Semaphore threads(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent().toRealPath();
        return IN_THIS_PROCESS.computeIfAbsent(folder.resolve(file.getFileName()), path -> new Semaphore(1));
    }

    /** @return null if the lock is not had */
    private static ProcessLock locked(Semaphore thread, Path file, Locking locking) throws IOException {
        ProcessLock lock = null;
        FileChannel channel = null;
        try {
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            lock = locking.locks(channel) ? new ProcessLock(thread, channel) : null;
        } finally {
            if (lock == null) {
                close(thread, channel);
            }
        }
        return lock;
    }

    private static void close(Semaphore thread, FileChannel channel) throws IOException {
        try {
            if (channel != null) {
                channel.close(); // which releases the lock
            }
        } finally {
            thread.release();
        }
    }

    /** Lets go. */
    @Override
    public void close() throws IOException {
        if (channel.isOpen()) {
            close(thread, channel);
        }
    }

    private interface Locking {
        boolean locks(FileChannel channel) throws IOException;
    }
}
