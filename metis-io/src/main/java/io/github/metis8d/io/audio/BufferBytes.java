package io.github.metis8d.io.audio;

import java.nio.ByteBuffer;

/** Bytes in memory. Safe for use by many threads. */
final class BufferBytes extends ByteSource {
    private final ByteBuffer bytes;

    /** @param bytes from its position to its limit, neither of which is moved or looked at again */
    BufferBytes(ByteBuffer bytes) {
        this.bytes = bytes.slice();
    }

    @Override
    protected int readSome(ByteBuffer to, long at) {
        if (at >= bytes.limit()) {
            return -1;
        }
        int from = (int) at;
        int count = Math.min(to.remaining(), bytes.limit() - from);
        to.put(to.position(), bytes, from, count).position(to.position() + count);
        return count;
    }

    @Override
    protected long length() {
        return bytes.limit();
    }
}
