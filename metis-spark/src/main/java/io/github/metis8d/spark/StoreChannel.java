package io.github.metis8d.spark;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import org.apache.hadoop.fs.FSDataInputStream;

/** A file of a store, as the decoder takes it. */
final class StoreChannel implements SeekableByteChannel {
    private static final int BLOCK = 1 << 16;

    private final FSDataInputStream in;
    private final long size;
    private final byte[] block = new byte[BLOCK];
    private boolean open = true;

    /**
     * @param in is closed with this
     * @param size of the file, in bytes
     */
    StoreChannel(FSDataInputStream in, long size) {
        this.in = in;
        this.size = size;
    }

    /** Not all streams of stores read into buffers, but all into arrays. */
    @Override
    public int read(ByteBuffer to) throws IOException {
        if (!to.hasRemaining()) {
            return 0;
        }
        if (in.getPos() >= size) {
            return -1;
        }
        int count = in.read(block, 0, Math.min(block.length, to.remaining()));
        if (count > 0) {
            to.put(block, 0, count);
        }
        return count;
    }

    @Override
    public long position() throws IOException {
        return in.getPos();
    }

    @Override
    public SeekableByteChannel position(long position) throws IOException {
        // Beyond its end a store's stream cannot go, where a channel may.
        in.seek(Math.min(position, size));
        return this;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() throws IOException {
        open = false;
        in.close();
    }

    @Override
    public int write(ByteBuffer from) {
        throw new NonWritableChannelException();
    }

    @Override
    public SeekableByteChannel truncate(long length) {
        throw new NonWritableChannelException();
    }
}
