package io.github.metis8d.io.audio;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The bytes of one file, wherever they are, to be read from any place.
 *
 * <p>They may come from a class of the caller's. Whatever that throws arrives as an {@link IOException}, so that it is never
 * taken for an error of ours.
 */
abstract class ByteSource implements Closeable {
    /** A call of the caller's class. */
    interface Call<T> {
        T run() throws IOException;
    }

    /** Makes a call, after which only an {@link IOException} is left of what it throws, but for errors of the JVM. */
    static <T> T guarded(Call<T> call) throws IOException {
        try {
            return call.run();
        } catch (RuntimeException e) {
            throw new SourceFailedException(e);
        }
    }

    /**
     * Fills a buffer.
     *
     * @param at the place of the first byte, at least 0
     * @return how many bytes were read: fewer than there was room for only where the end is reached
     * @throws IOException if they cannot be read
     */
    final int read(ByteBuffer to, long at) throws IOException {
        int start = to.position();
        while (to.hasRemaining()) {
            int done = to.position() - start;
            if (guarded(() -> readSome(to, at + done)) < 0) {
                break;
            }
        }
        return to.position() - start;
    }

    /** {@return bytes from a place on, as many as there are} */
    final ByteBuffer bytes(long at, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        read(bytes, at);
        return bytes.flip();
    }

    /** {@return how many bytes there are; a stream is read to its end for that} */
    final long size() throws IOException {
        return guarded(this::length);
    }

    /** Lets go of what was opened here; what the caller has opened stays open. */
    @Override
    public final void close() throws IOException {
        guarded(() -> {
            release();
            return null;
        });
    }

    /**
     * Reads on.
     *
     * @param to has room
     * @return how many bytes, at least 1, or -1 behind the last
     */
    protected abstract int readSome(ByteBuffer to, long at) throws IOException;

    protected abstract long length() throws IOException;

    protected void release() throws IOException {}
}
