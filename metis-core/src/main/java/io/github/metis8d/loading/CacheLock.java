package io.github.metis8d.loading;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.BooleanSupplier;

/**
 * Lets one process unpack native libraries into JavaCPP's cache, or any number load what is unpacked already.
 *
 * <p>JavaCPP locks each file while it unpacks it, but the linker takes no notice: it looks for what a library needs in
 * the folder by itself, maps what another process is in the midst of writing, and the process dies by SIGBUS. JavaCPP's
 * lock file cannot be held meanwhile, since JavaCPP takes it itself and a JVM may hold a file's lock but once. So this is
 * another file, which holds a byte while somebody unpacks. Where that is found by one who has the lock, the last one died
 * over it. The operating system lets go of the lock when a process ends, however it ends.
 */
final class CacheLock implements Closeable {
    /** The file's name within the cache. */
    static final String FILE = ".metis.lock";

    private static final long ALL = Long.MAX_VALUE;

    private final FileChannel channel;
    private final boolean alone;

    private CacheLock(FileChannel channel, boolean alone) {
        this.channel = channel;
        this.alone = alone;
    }

    /**
     * Waits for the lock. No other thread of the JVM may hold it.
     *
     * @param folder the cache
     * @param unpacked whether the cache has what is needed
     * @param waiting called when another process is unpacking
     * @throws IOException if the file cannot be written, the file system knows no locks, or the thread was interrupted
     */
    static CacheLock take(Path folder, BooleanSupplier unpacked, Runnable waiting) throws IOException {
        FileChannel channel = FileChannel.open(
                folder.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            while (true) {
                FileLock together = lock(channel, true, waiting);
                if (isReady(channel, unpacked)) {
                    return new CacheLock(channel, false);
                }
                together.release();
                FileLock only = lock(channel, false, waiting);
                if (!isReady(channel, unpacked)) {
                    channel.write(ByteBuffer.wrap(new byte[1]), 0);
                    return new CacheLock(channel, true);
                }
                only.release(); // Somebody unpacked meanwhile: now all can load at once.
            }
        } catch (IOException | RuntimeException | Error e) {
            channel.close();
            throw e;
        }
    }

    private static FileLock lock(FileChannel channel, boolean shared, Runnable waiting) throws IOException {
        FileLock lock = channel.tryLock(0, ALL, shared);
        if (lock == null) {
            waiting.run();
            lock = channel.lock(0, ALL, shared);
        }
        return lock;
    }

    private static boolean isReady(FileChannel channel, BooleanSupplier unpacked) throws IOException {
        return channel.size() == 0 && unpacked.getAsBoolean();
    }

    /** {@return whether this process may unpack, and nobody else loads meanwhile} */
    boolean isAlone() {
        return alone;
    }

    /** Says that all that was to be unpacked is. */
    void unpacked() throws IOException {
        if (alone) {
            channel.truncate(0);
        }
    }

    /** Lets go. */
    @Override
    public void close() throws IOException {
        channel.close();
    }
}
