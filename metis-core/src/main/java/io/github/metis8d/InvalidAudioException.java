package io.github.metis8d;

/** One clip cannot be encoded: not audio, too short, or holding values that are no numbers. Others can. */
public class InvalidAudioException extends MetisException {
    private static final long serialVersionUID = 1L;

    /** @param message what is wrong, where, and what to do */
    public InvalidAudioException(String message) {
        super(message);
    }

    /**
     * @param message what is wrong, where, and what to do
     * @param cause what led to it, or null
     */
    public InvalidAudioException(String message, Throwable cause) {
        super(message, cause);
    }
}
