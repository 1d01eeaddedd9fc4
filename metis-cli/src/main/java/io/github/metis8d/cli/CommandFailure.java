package io.github.metis8d.cli;

/** A command cannot do its work, for a reason that its message gives in full. */
final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CommandFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
