/**
 * What is CUDA's alone.
 *
 * <p><em>Computing.</em> {@link KernelOperations} has {@linkplain AttentionKernel attention} and the
 * {@linkplain GatedConvolutionKernel gated convolution} by kernels of our own, which {@link Kernels} tries against LibTorch's
 * operations first. A {@link KernelSource} is compiled by a {@link KernelCompiler} for a {@link KernelTarget}, and launched by a
 * {@link KernelDevice}; these are {@link NvrtcCompiler} and {@link CudaKernelDevice}.
 *
 * <p><em>Copying.</em> {@link OverlappedTransfers} bring one batch to the GPU while it computes another, in a
 * {@link StagingArea} for each, by a {@link CopyEngine}, which is {@link CudaCopyEngine}.
 *
 * <p><em>Looking.</em> {@link Gpu}, {@link NvidiaDriver}, {@link CudaVersions} and {@link Nvml} tell what there is, and how busy;
 * {@link CachingAllocator} gives memory back that LibTorch keeps.
 *
 * <p><em>Calling.</em> All of these that a machine without a GPU could not test call CUDA by {@link CudaCalls}, and NVML by
 * {@link NvmlCalls}. {@link CudaPresets} and {@link NvmlPresets} pass the calls on, and hold no logic.
 */
package io.github.metis8d.torch.cuda;
