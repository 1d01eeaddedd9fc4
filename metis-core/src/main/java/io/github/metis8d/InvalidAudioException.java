package io.github.metis8d;

import java.util.Objects;

/** One clip cannot be encoded: not audio, too short, or holding values that are no numbers. Others can. */
public class InvalidAudioException extends MetisException {
    private static final long serialVersionUID = 1L;

    /** What is wrong with the clip. */
    public enum Reason {
        /** There is no such file. */
        MISSING,
        /** The file cannot be read. */
        UNREADABLE,
        /** There is no sample in it. */
        EMPTY,
        /** It is no audio, or damaged. */
        NOT_AUDIO,
        /** Some of it cannot be decoded, and it was asked to refuse such. */
        DAMAGED,
        /** It is shorter than one row of latents needs. */
        TOO_SHORT,
        /** It is longer than what was allowed. */
        TOO_LONG,
        /** A sample is NaN or infinite. */
        NOT_FINITE
    }

    /** What is wrong, in a word. */
    private final Reason reason;

    /**
     * An error that no other led to.
     *
     * @param reason what is wrong, in a word
     * @param message what is wrong, where, and what to do
     */
    public InvalidAudioException(Reason reason, String message) {
        this(reason, message, null);
    }

    /**
     * An error that another led to.
     *
     * @param reason what is wrong, in a word
     * @param message what is wrong, where, and what to do
     * @param cause what led to it, or null
     */
    public InvalidAudioException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = Objects.requireNonNull(reason, "reason");
    }

    /** {@return what is wrong, in a word} */
    public Reason reason() {
        return reason;
    }
}
