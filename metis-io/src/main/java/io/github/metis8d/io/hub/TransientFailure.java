package io.github.metis8d.io.hub;

import java.io.IOException;
import java.time.Duration;

/** The server asks for patience: 408, 429 or 5xx. */
final class TransientFailure extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient Duration pause;

    /**
     * @param message what the server said
     * @param pause how long it asks to wait, zero if it does not say
     */
    TransientFailure(String message, Duration pause) {
        super(message);
        this.pause = pause;
    }

    Duration pause() {
        return pause == null ? Duration.ZERO : pause;
    }
}
