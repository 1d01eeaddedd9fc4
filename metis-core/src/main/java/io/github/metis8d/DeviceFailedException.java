package io.github.metis8d;

/** A device that worked has failed in the middle of a computation. */
public class DeviceFailedException extends MetisException {
    private static final long serialVersionUID = 1L;

    /** @param message what is wrong, where, and what to do */
    public DeviceFailedException(String message) {
        super(message);
    }

    /**
     * @param message what is wrong, where, and what to do
     * @param cause what led to it, or null
     */
    public DeviceFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
