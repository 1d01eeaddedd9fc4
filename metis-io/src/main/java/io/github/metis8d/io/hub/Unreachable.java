package io.github.metis8d.io.hub;

import java.io.IOException;
import java.nio.channels.UnresolvedAddressException;

/** A host to which there is no connection: it is not known, does not answer, or cannot prove who it is. */
final class Unreachable extends IOException {
    private static final long serialVersionUID = 1L;

    Unreachable(String host, IOException cause) {
        super(
                host + " cannot be reached: "
                        + (isUnresolved(cause) ? "no name server knows it" : Retries.reason(cause)),
                cause);
    }

    private static boolean isUnresolved(Throwable cause) {
        return cause instanceof UnresolvedAddressException || cause != null && isUnresolved(cause.getCause());
    }
}
