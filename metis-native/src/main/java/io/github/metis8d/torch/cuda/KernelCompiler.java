package io.github.metis8d.torch.cuda;

/** Compiles kernels: NVRTC, or what stands in for it in a test. */
interface KernelCompiler {
    /**
     * {@return the architectures that it knows, e.g. 90 for compute capability 9.0}
     *
     * @throws KernelException if they cannot be told
     */
    int[] architectures();

    /**
     * Compiles a kernel.
     *
     * @param source the kernel
     * @param target what for
     * @throws KernelException if that is not possible; the message has the compiler's log
     */
    Compiled compile(KernelSource source, KernelTarget target);

    /**
     * What comes of a source.
     *
     * @param image for the driver to load: machine code, or PTX that ends with a zero
     * @param log what the compiler, and for machine code the assembler, said
     */
    record Compiled(byte[] image, String log) {}
}
