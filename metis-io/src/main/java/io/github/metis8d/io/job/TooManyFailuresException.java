package io.github.metis8d.io.job;

import io.github.metis8d.MetisException;

/** So many files failed one after the other that the fault is unlikely to be theirs. What was done before is kept. */
public class TooManyFailuresException extends MetisException {
    private static final long serialVersionUID = 1L;

    /**
     * An error that no other led to.
     *
     * @param message how many, and the last of them
     */
    public TooManyFailuresException(String message) {
        super(message);
    }
}
