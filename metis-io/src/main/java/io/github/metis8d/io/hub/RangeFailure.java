package io.github.metis8d.io.hub;

import java.io.IOException;

/** A server does not send the rest of a file, but may send all of it. */
final class RangeFailure extends IOException {
    private static final long serialVersionUID = 1L;

    RangeFailure(String message) {
        super(message);
    }
}
