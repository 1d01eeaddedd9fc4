package io.github.metis8d;

/** The device has too little memory for the model, or for one clip alone. */
public class DeviceOutOfMemoryException extends MetisException {
    private static final long serialVersionUID = 1L;

    /**
     * An error that no other led to.
     *
     * @param message what is wrong, where, and what to do
     */
    public DeviceOutOfMemoryException(String message) {
        super(message);
    }

    /**
     * An error that another led to.
     *
     * @param message what is wrong, where, and what to do
     * @param cause what led to it, or null
     */
    public DeviceOutOfMemoryException(String message, Throwable cause) {
        super(message, cause);
    }
}
