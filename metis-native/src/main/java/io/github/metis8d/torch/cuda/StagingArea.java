package io.github.metis8d.torch.cuda;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;

/**
 * Pinned memory of the host and memory of the GPU, as much here as there, from which pieces are cut one after the other.
 * What goes up from a piece arrives at the same place there.
 */
final class StagingArea {
    /** Where pieces may begin: any element is aligned there, and neighbours share no line of a cache. */
    private static final long ALIGNMENT = 256;

    private final CopyEngine engine;
    private final long bytes;
    private final Pointer host;
    private final Tensor device;
    private long used;

    /**
     * A piece.
     *
     * @param host its memory on the host
     * @param device that on the GPU, owned by the scope of the caller
     */
    record Piece(Pointer host, Tensor device) {}

    StagingArea(CopyEngine engine, long bytes) {
        this.engine = engine;
        this.bytes = bytes;
        this.host = engine.allocateHost(bytes);
        try {
            this.device = engine.allocateDevice(bytes).retainReference();
        } catch (RuntimeException e) {
            engine.freeHost(host);
            throw e;
        }
    }

    long bytes() {
        return bytes;
    }

    boolean hasRoom(long size) {
        return size <= bytes - used;
    }

    Piece cut(long size) {
        Piece piece = new Piece(new BytePointer(host).getPointer(used), device.narrow(0, used, size));
        used = Math.min(bytes, (used + size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
        return piece;
    }

    /** Makes room for pieces anew; those that were cut are no longer used. */
    void rewind() {
        used = 0;
    }

    void free() {
        engine.freeHost(host);
        device.releaseReference();
    }
}
