/**
 * What other modules bring to the encoder, found by {@link java.util.ServiceLoader}. Applications name none of it.
 *
 * <ul>
 * <li>{@link BackendProvider} opens a {@link Backend}, the model on one device, which takes batches and gives {@link
 *     PendingLatents}. One thread opens it, calls it and closes it. metis-native brings one; a test brings its own.
 * <li>{@link ModelResolver} brings a checkpoint onto this machine. metis-io brings one.
 * <li>{@link NativeLibraries} has the platform's modules resolved on the module path.
 * </ul>
 */
package io.github.metis8d.spi;
