package io.github.metis8d.io.audio;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.util.Objects;

/**
 * An audio file as a program has it: a file, bytes in memory, a channel, or a stream; and the name by which errors call it.
 * {@link AudioDecoder} decodes all of them alike, and decodes the same one again if asked to.
 *
 * <p>What the caller has opened, the caller closes. What it throws while it is read is the cause of the
 * {@link io.github.metis8d.InvalidAudioException} that tells of it.
 */
public final class AudioBytes {
    /** What is held of a stream unless another limit is asked for, in bytes: 1 GiB, nine hours of 16-bit WAV at 16 kHz. */
    public static final long DEFAULT_MAX_STREAM_BYTES = 1L << 30;

    /** How the bytes are got at. */
    private interface Opener {
        ByteSource open() throws IOException;
    }

    private final String name;
    private final Opener opener;

    private AudioBytes(String name, Opener opener) {
        this.name = Objects.requireNonNull(name, "name");
        this.opener = opener;
    }

    /**
     * A file, which is opened and closed whenever it is decoded.
     *
     * @param file any audio file; also of another file system, such as within a zip file
     * @return its bytes, called by its path
     */
    public static AudioBytes of(Path file) {
        return new AudioBytes(file.toString(), () -> ChannelBytes.of(file));
    }

    /**
     * A file that is in memory.
     *
     * @param name what errors call it
     * @param bytes all of it; not copied
     * @return these
     */
    public static AudioBytes of(String name, byte[] bytes) {
        return of(name, ByteBuffer.wrap(bytes));
    }

    /**
     * A file that is in memory, from a buffer's position to its limit as they are now.
     *
     * @param name what errors call it
     * @param bytes on the heap, direct, mapped or read-only; neither copied nor moved
     * @return these
     */
    public static AudioBytes of(String name, ByteBuffer bytes) {
        ByteSource source = new BufferBytes(bytes);
        return new AudioBytes(name, () -> source);
    }

    /**
     * A file that a channel has from its position on, to which it returns when it is decoded. For use by one thread at a
     * time.
     *
     * @param name what errors call it
     * @param channel stays open
     * @return its bytes
     */
    public static AudioBytes of(String name, SeekableByteChannel channel) {
        Objects.requireNonNull(channel, "channel");
        return new AudioBytes(name, () -> ByteSource.guarded(() -> ChannelBytes.of(channel)));
    }

    /**
     * A file that a stream gives, up to {@link #DEFAULT_MAX_STREAM_BYTES} of it.
     *
     * @param name what errors call it
     * @param stream as below
     * @return its bytes
     */
    public static AudioBytes of(String name, InputStream stream) {
        return of(name, stream, DEFAULT_MAX_STREAM_BYTES);
    }

    /**
     * A file that a stream gives. What was read of it is held on the heap for as long as this object is, since most formats
     * are read in more than one place: a WAV file's last chunk, the time in the last page of Ogg, the index at the end of an
     * MP4. It is read as far as decoding it takes, which may be less than all. For use by one thread at a time, which waits
     * while the stream does.
     *
     * @param name what errors call it
     * @param stream stays open
     * @param maxBytes the most that is held; a longer one is an error, of the reason {@code TOO_LONG}
     * @return its bytes
     */
    public static AudioBytes of(String name, InputStream stream, long maxBytes) {
        Objects.requireNonNull(stream, "stream");
        if (maxBytes < 1) {
            throw new IllegalArgumentException("at least 1 byte must be held: " + maxBytes);
        }
        ByteSource source = new StreamBytes(stream, maxBytes);
        return new AudioBytes(name, () -> source);
    }

    /** {@return what errors call it} */
    public String name() {
        return name;
    }

    ByteSource open() throws IOException {
        return opener.open();
    }

    /** {@return its name} */
    @Override
    public String toString() {
        return name;
    }
}
