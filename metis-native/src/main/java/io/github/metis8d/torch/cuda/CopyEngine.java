package io.github.metis8d.torch.cuda;

import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;

/** Copies between the host and a GPU beside LibTorch's computation: a GPU, or what stands in for one in a test. */
interface CopyEngine extends AutoCloseable {
    /** {@return pinned memory of the host, which the GPU reads and writes by itself} */
    Pointer allocateHost(long bytes);

    /** Frees pinned memory. Never fails. */
    void freeHost(Pointer memory);

    /** {@return memory of the GPU, bytes, in which nothing that was queued before reads or writes} */
    Tensor allocateDevice(long bytes);

    /** Queues a copy to the GPU. What LibTorch is told to compute from now on waits for it, the host does not. */
    void up(Pointer from, Tensor to, long bytes);

    /** Queues a copy to the host, behind all that LibTorch was told to compute so far; the host does not wait for it. */
    Arrival down(Tensor from, Pointer to, long bytes);

    /** Waits until nothing that was queued reads or writes any more. Never fails: a GPU that failed does neither. */
    void drain();

    /** Frees what the engine itself holds. Never fails. */
    @Override
    void close();

    /** The end of a copy to the host. */
    interface Arrival extends AutoCloseable {
        /** Waits for it. */
        void await();

        /** Frees what tells of it. Never fails. */
        @Override
        void close();
    }
}
