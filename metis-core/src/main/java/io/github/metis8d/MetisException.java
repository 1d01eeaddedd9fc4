package io.github.metis8d;

/** The root of every error of this library. The message says what is wrong, where, and what to do. */
public class MetisException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * An error that no other led to.
     *
     * @param message what is wrong, where, and what to do
     */
    public MetisException(String message) {
        super(message);
    }

    /**
     * An error that another led to.
     *
     * @param message what is wrong, where, and what to do
     * @param cause what led to it, or null
     */
    public MetisException(String message, Throwable cause) {
        super(message, cause);
    }
}
