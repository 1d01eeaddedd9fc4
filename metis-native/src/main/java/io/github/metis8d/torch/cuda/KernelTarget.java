package io.github.metis8d.torch.cuda;

import java.util.Arrays;

/**
 * What a kernel is compiled for.
 *
 * @param architecture a compute capability without its point, e.g. 90
 * @param portable whether newer GPUs take it too, since the driver translates it (PTX); otherwise it is machine code for
 *     this architecture alone (cubin)
 */
record KernelTarget(int architecture, boolean portable) {
    /**
     * The target for a GPU: machine code where the compiler knows the GPU. That needs no translation at load time, is what
     * the tests look at for spilled registers, and runs on a driver that is older than the compiler within a major version
     * of CUDA, which PTX does not. For a GPU that is newer than the compiler, PTX for the newest one before it.
     *
     * @param major of the GPU's compute capability
     * @param minor of it
     * @param known the architectures that the compiler knows
     * @throws KernelException if all of those are newer than the GPU
     */
    static KernelTarget of(int major, int minor, int... known) {
        int gpu = 10 * major + minor;
        int newest = Arrays.stream(known)
                .filter(architecture -> architecture <= gpu)
                .max()
                .orElseThrow(() -> new KernelException("NVRTC has no architecture for a GPU of compute capability "
                        + major + "." + minor + ", only " + Arrays.toString(known)));
        return new KernelTarget(newest, newest != gpu);
    }

    /** {@return as NVRTC calls it, e.g. "sm_90" or "compute_120"} */
    @Override
    public String toString() {
        return (portable ? "compute_" : "sm_") + architecture;
    }
}
