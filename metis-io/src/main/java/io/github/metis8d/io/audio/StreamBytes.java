package io.github.metis8d.io.audio;

import io.github.metis8d.InvalidAudioException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What a stream has given so far, which is held, so that it can be read from any place: the headers of most formats speak
 * of the end of the file, and some are there. The stream is read no further than is asked for.
 */
final class StreamBytes extends ByteSource {
    private static final int CHUNK = 1 << 16;

    private final InputStream stream;
    private final long most;
    private final List<byte[]> chunks = new ArrayList<>();
    private long held;
    private boolean ended;

    /**
     * @param stream is not closed
     * @param most bytes to hold
     */
    StreamBytes(InputStream stream, long most) {
        this.stream = stream;
        this.most = most;
    }

    @Override
    protected int readSome(ByteBuffer to, long at) throws IOException {
        while (at >= held && !ended) {
            readOn();
        }
        if (at >= held) {
            return -1;
        }
        int from = (int) (at % CHUNK);
        int count = (int) Math.min(Math.min(to.remaining(), CHUNK - from), held - at);
        to.put(chunks.get((int) (at / CHUNK)), from, count);
        return count;
    }

    private void readOn() throws IOException {
        if (held <= most) {
            readOnce();
        }
        if (held > most) {
            throw new UndecodableException(
                    Reason.TOO_LONG,
                    "it has more than " + most + " bytes, the most that is held of a stream; put it into a file");
        }
    }

    private void readOnce() throws IOException {
        int used = (int) (held % CHUNK);
        if (held == (long) chunks.size() * CHUNK) {
            chunks.add(new byte[CHUNK]);
        }
        byte[] chunk = chunks.get(chunks.size() - 1);
        int read = stream.read(chunk, used, CHUNK - used);
        // Some streams give nothing where they should wait. To wait for a single byte is all that they can do then.
        int single = read == 0 ? stream.read() : -1;
        if (single >= 0) {
            chunk[used] = (byte) single;
            read = 1;
        }
        ended = read <= 0;
        held += Math.max(0, read);
    }

    @Override
    protected long length() throws IOException {
        while (!ended) {
            readOn();
        }
        return held;
    }
}
