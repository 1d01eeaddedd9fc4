package io.github.metis8d.io.hub;

import io.github.metis8d.io.files.WholeFile;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * What is here of a file that is still coming. Every error is a {@link FileSystemException}, so that it is not taken for
 * one of the network, which trying again could mend.
 */
final class PartialFile implements Closeable {
    private final Path path;
    private final FileChannel channel;

    private PartialFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /** Opens the file, or makes it. One that another user left in a cache that is shared is made one's own. */
    static PartialFile open(Path path) throws FileSystemException {
        try {
            try {
                return new PartialFile(path, channel(path));
            } catch (AccessDeniedException e) {
                if (!Files.isReadable(path)) {
                    throw e;
                }
                Path own = path.resolveSibling(path.getFileName() + "." + UUID.randomUUID());
                try (InputStream content = Files.newInputStream(path)) {
                    Files.copy(content, own); // and not the other's permissions with it
                }
                WholeFile.move(own, path);
                return new PartialFile(path, channel(path));
            }
        } catch (IOException e) {
            throw WholeFile.failure(path, e);
        }
    }

    private static FileChannel channel(Path path) throws IOException {
        return FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    long size() throws FileSystemException {
        try {
            return channel.size();
        } catch (IOException e) {
            throw WholeFile.failure(path, e);
        }
    }

    /** Keeps the first bytes; the next that come are put behind them. */
    void keep(long bytes) throws FileSystemException {
        try {
            channel.truncate(bytes);
            channel.position(bytes);
        } catch (IOException e) {
            throw WholeFile.failure(path, e);
        }
    }

    void write(byte[] buffer, int length) throws FileSystemException {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, length);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw WholeFile.failure(path, e);
        }
    }

    /** Closes the file once the disk has it all. */
    @Override
    public void close() throws FileSystemException {
        try (channel) {
            channel.force(true);
        } catch (IOException e) {
            throw WholeFile.failure(path, e);
        }
    }
}
