package io.github.metis8d;

/** A device that worked has failed in the middle of a computation. */
public class DeviceFailedException extends MetisException {
    private static final long serialVersionUID = 1L;

    /**
     * An error that no other led to.
     *
     * @param message what is wrong, where, and what to do
     */
    public DeviceFailedException(String message) {
        super(message);
    }

    /**
     * An error that another led to.
     *
     * @param message what is wrong, where, and what to do
     * @param cause what led to it, or null
     */
    public DeviceFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
