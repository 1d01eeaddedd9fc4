package io.github.metis8d.torch.cuda;

import java.util.Optional;

/** A device on which kernels run: a GPU, or what stands in for one in a test. */
public interface KernelDevice extends AutoCloseable {
    /**
     * Makes a kernel ready to be launched. May be called again for the same source, which is then not compiled again.
     *
     * @param source the kernel
     * @return the kernel
     * @throws KernelException if it cannot be compiled for this device or loaded
     */
    LoadedKernel load(KernelSource source);

    /**
     * {@return the seconds that the device needs for work}
     *
     * @param work launches kernels and operations of LibTorch
     */
    double seconds(Runnable work);

    /**
     * Waits for all that runs on the device, and asks whether any of it has broken the device: an error that stays, with
     * which every call in this process ends from then on.
     *
     * @return which device failed and why, or nothing if it is sound
     */
    Optional<String> fault();

    /** Unloads what was loaded. */
    @Override
    void close();
}
