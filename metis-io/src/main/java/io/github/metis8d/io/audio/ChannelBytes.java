package io.github.metis8d.io.audio;

import io.github.metis8d.InvalidAudioException;
import io.github.metis8d.InvalidAudioException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** What a channel has from its position on. A file is read by a channel as well. */
final class ChannelBytes extends ByteSource {
    /** Reads in a row that may give nothing, which a channel is free to do, and would otherwise be waited for for ever. */
    private static final int MAX_EMPTY_READS = 1000;

    private final SeekableByteChannel channel;
    private final long start;
    private final boolean own;
    /** Where the channel is. */
    private long next;

    private ChannelBytes(SeekableByteChannel channel, boolean own) throws IOException {
        this.channel = channel;
        this.own = own;
        this.start = channel.position();
    }

    /** @param channel is not closed, and is positioned where it was when this is closed */
    static ChannelBytes of(SeekableByteChannel channel) throws IOException {
        return new ChannelBytes(channel, false);
    }

    /**
     * Opens a file.
     *
     * @throws InvalidAudioException if it is not there, or may not be read
     */
    static ChannelBytes of(Path file) throws IOException {
        checkReadable(file);
        return new ChannelBytes(Files.newByteChannel(file), true);
    }

    private static void checkReadable(Path file) throws IOException {
        try {
            BasicFileAttributes attributes = guarded(() -> Files.readAttributes(file, BasicFileAttributes.class));
            if (!attributes.isRegularFile()) {
                throw new InvalidAudioException(Reason.UNREADABLE, file + " is not a file");
            }
            if (!Files.isReadable(file)) {
                throw new InvalidAudioException(Reason.UNREADABLE, file + " cannot be read; check its permissions");
            }
        } catch (NoSuchFileException e) {
            throw new InvalidAudioException(Reason.MISSING, "there is no file " + file, e);
        } catch (AccessDeniedException e) {
            throw new InvalidAudioException(
                    Reason.UNREADABLE, file + " cannot be read; check the permissions of its folders", e);
        }
    }

    @Override
    protected int readSome(ByteBuffer to, long at) throws IOException {
        if (at != next) {
            // A place far behind the end is an error for some file systems.
            if (at >= length()) {
                return -1;
            }
            channel.position(start + at);
            next = at;
        }
        for (int i = 0; i < MAX_EMPTY_READS; i++) {
            int read = channel.read(to);
            if (read != 0) {
                next += Math.max(0, read);
                return read;
            }
        }
        throw new IOException("the channel gave no byte, " + MAX_EMPTY_READS + " times in a row");
    }

    @Override
    protected long length() throws IOException {
        return Math.max(0, channel.size() - start);
    }

    @Override
    protected void release() throws IOException {
        if (own) {
            channel.close();
        } else {
            channel.position(start);
        }
    }
}
