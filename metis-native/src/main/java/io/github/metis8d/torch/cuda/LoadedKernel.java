package io.github.metis8d.torch.cuda;

/** A kernel on a device. */
@FunctionalInterface
public interface LoadedKernel {
    /**
     * Queues the kernel behind all that LibTorch has queued on the device so far, in LibTorch's current stream, and
     * does not wait for it.
     *
     * @param grid how many blocks
     * @param threads of a block, a multiple of 32
     * @param arguments what the kernel takes, in its order: {@link org.bytedeco.pytorch.Tensor}, contiguous and on the
     *     device, for a pointer to elements; {@link Integer}; {@link Float}
     * @throws KernelException if it cannot be launched
     */
    void launch(Grid grid, int threads, Object... arguments);

    /**
     * The blocks of a launch.
     *
     * @param x in the first direction
     * @param y in the second
     * @param z in the third
     */
    record Grid(int x, int y, int z) {}
}
