package io.github.metis8d.io.latents;

import io.github.metis8d.MetisException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps a second job away from an output. The operating system lets go of it when the process ends, however it ends; the
 * empty file stays, since deleting it could let two jobs in.
 */
final class OutputLock implements Closeable {
    private final FileChannel channel;

    private OutputLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the lock.
     *
     * @param output the file to be written
     * @throws MetisException if a job has it
     * @throws NoSuchFileException if there is no such folder
     */
    static OutputLock take(Path output) throws IOException {
        Path file = output.resolveSibling("." + output.getFileName() + ".lock");
        FileChannel channel = open(file);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return new OutputLock(channel);
            }
        } catch (OverlappingFileLockException e) {
            // Held by this very process: the same as by another.
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
        channel.close();
        throw new MetisException(
                "another job is writing " + output + "; wait for it or stop it, or name another output");
    }

    private static FileChannel open(Path file) throws IOException {
        try {
            return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (NoSuchFileException e) {
            throw new NoSuchFileException(file.toAbsolutePath().getParent().toString());
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
