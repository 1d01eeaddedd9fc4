package io.github.metis8d.io.audio;

import io.github.metis8d.InvalidAudioException.Reason;
import java.io.IOException;

/** What is wrong with the audio in a file, in words that go on after the file's name. */
final class UndecodableException extends IOException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** The file is no audio, or damaged. */
    UndecodableException(String message) {
        this(Reason.NOT_AUDIO, message);
    }

    UndecodableException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    Reason reason() {
        return reason;
    }
}
