package io.github.metis8d.io.latents;

import io.github.metis8d.MetisException;

/** A file of latents ends too soon: the job that writes it was stopped, or has not ended. What comes before is whole. */
public class CutShortException extends MetisException {
    private static final long serialVersionUID = 1L;

    /**
     * An error that another led to.
     *
     * @param message which file, and where it ends
     * @param cause what led to it, or null
     */
    public CutShortException(String message, Throwable cause) {
        super(message, cause);
    }
}
