package io.github.metis8d.torch.runtime;

/** Gives each batch its transfer. */
@FunctionalInterface
public interface Transfers extends AutoCloseable {
    /** {@return a transfer for one batch, to be closed by the caller} */
    Transfer begin();

    /** Frees what transfers share; all of them must be closed. Does nothing by default. */
    @Override
    default void close() {}
}
