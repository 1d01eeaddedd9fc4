/**
 * What is measured of a device apart from the model: our {@linkplain io.github.metis8d.torch.measure.KernelComparison kernels}
 * beside their twins, the {@linkplain io.github.metis8d.torch.measure.ModelProducts products} by themselves, and
 * {@linkplain io.github.metis8d.torch.measure.QueuedWork work} that keeps a GPU busy while the host goes ahead. For the command
 * and the benchmarks; nothing here runs when a clip is encoded.
 */
package io.github.metis8d.torch.measure;
