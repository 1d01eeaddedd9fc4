package io.github.metis8d;

/** The model cannot be built from its files: missing, damaged, or not of this kind. */
public class ModelException extends MetisException {
    private static final long serialVersionUID = 1L;

    /**
     * An error that no other led to.
     *
     * @param message what is wrong, where, and what to do
     */
    public ModelException(String message) {
        super(message);
    }

    /**
     * An error that another led to.
     *
     * @param message what is wrong, where, and what to do
     * @param cause what led to it, or null
     */
    public ModelException(String message, Throwable cause) {
        super(message, cause);
    }
}
