package io.github.metis8d.io.latents;

import io.github.metis8d.MetisException;

/** One file's latents cannot be written, for what they or their name are; those of others can. */
public class UnwritableEntryException extends MetisException {
    private static final long serialVersionUID = 1L;

    /**
     * An error that no other led to.
     *
     * @param message which file, what is wrong, and what to do
     */
    public UnwritableEntryException(String message) {
        super(message);
    }

    /**
     * An error that another led to.
     *
     * @param message which file, what is wrong, and what to do
     * @param cause what led to it
     */
    public UnwritableEntryException(String message, Throwable cause) {
        super(message, cause);
    }
}
