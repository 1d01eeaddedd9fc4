/**
 * What is CUDA's alone.
 *
 * <p><em>Computing.</em> {@link KernelOperations} has {@linkplain AttentionKernel attention} and the
 * {@linkplain GatedConvolutionKernel gated convolution} by kernels of our own, which {@link Kernels} tries against LibTorch's
 * operations first. A {@link KernelSource} is compiled by {@link NvrtcCompiler} and launched by a {@link KernelDevice}.
 *
 * <p><em>Copying.</em> {@link OverlappedTransfers} bring one batch to the GPU while it computes another, in a
 * {@link StagingArea} for each, by a {@link CopyEngine}.
 *
 * <p><em>Looking.</em> {@link Gpu}, {@link NvidiaDriver}, {@link CudaVersions} and {@link Nvml} tell what there is, and how busy;
 * {@link CachingAllocator} gives memory back that LibTorch keeps.
 */
package io.github.metis8d.torch.cuda;
