/**
 * The model on LibTorch, through JavaCPP. An application needs nothing from here but the artifact on its class path: core
 * finds {@link TorchBackendProvider} by {@link java.util.ServiceLoader}.
 *
 * <p><em>Who decides.</em> {@link VisibleDevices} which devices there are; {@link ComputePath}, a table of processors and
 * precisions, which way the model takes on one. All others do as they are told.
 *
 * <p><em>Who owns memory.</em> {@link TorchBackend} owns the scope of all weights, the operations that were built of the
 * path, and the transfers; it frees them in this order: transfers, weights, operations, and what LibTorch keeps of the
 * device's memory ({@link MemoryCache}). What a batch needs belongs to a scope around its forward pass, its answers to its
 * {@link io.github.metis8d.torch.runtime.Transfer Transfer} until they are read. {@link BuiltInModel} owns a folder until the
 * parts of the model are open.
 *
 * <p>The packages below know of each other in one direction: {@code runtime} (LibTorch itself), {@code checkpoint} (files),
 * {@code model} (what is computed), {@code cpu} and {@code cuda} (what is fast), and this one, which puts them together.
 */
package io.github.metis8d.torch;
