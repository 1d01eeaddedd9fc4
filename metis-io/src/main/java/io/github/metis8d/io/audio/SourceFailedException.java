package io.github.metis8d.io.audio;

import java.io.IOException;

/** What a stream or channel of the caller's has thrown, and should not have. */
final class SourceFailedException extends IOException {
    private static final long serialVersionUID = 1L;

    SourceFailedException(RuntimeException cause) {
        super(cause);
    }
}
