package io.github.metis8d;

/** The device asked for is not there, or cannot do what was asked of it. */
public class DeviceUnavailableException extends MetisException {
    private static final long serialVersionUID = 1L;

    /**
     * An error that no other led to.
     *
     * @param message what is wrong, where, and what to do
     */
    public DeviceUnavailableException(String message) {
        super(message);
    }

    /**
     * An error that another led to.
     *
     * @param message what is wrong, where, and what to do
     * @param cause what led to it, or null
     */
    public DeviceUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
