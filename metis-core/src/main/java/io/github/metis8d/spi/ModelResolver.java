package io.github.metis8d.spi;

import io.github.metis8d.ModelException;
import io.github.metis8d.ModelSource;

/** Brings a checkpoint from the hub onto this machine. Found through {@link java.util.ServiceLoader}. */
public interface ModelResolver {
    /**
     * Finds the files of a checkpoint in the cache of this machine, and fetches those that are not there.
     *
     * @param source where the checkpoint is published
     * @return its files, whole
     * @throws ModelException if a file is neither here nor to be had; the message says which, why, and what to do
     */
    ModelSource.Checkpoint resolve(ModelSource.Hub source);
}
