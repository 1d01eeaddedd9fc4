/**
 * LibTorch itself, whatever is computed with it.
 *
 * <p>{@link LibTorch} loads it once in a process, with its settings ({@link NativeEnvironment}), refuses to beside
 * {@linkplain OtherLibTorch another one}, and leaves its {@linkplain CudaBuild CUDA build} out where
 * {@linkplain CudaLibrary NVIDIA's libraries} are missing, which {@link CudaFolders} finds where people name a folder, and
 * {@link CudaPlaces} where they do not know to. {@link Processor} is what it runs on, and {@link Float32Products} the
 * one setting that computations share. {@link NativeScope} keeps native memory to the code that needs it; a {@link Transfer}
 * is a batch's way to the device and back.
 */
package io.github.metis8d.torch.runtime;
