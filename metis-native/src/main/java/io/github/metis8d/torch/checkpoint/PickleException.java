package io.github.metis8d.torch.checkpoint;

/** A file of {@code torch.save} that is damaged, or holds what is not taken; the message says what. */
final class PickleException extends Exception {
    private static final long serialVersionUID = 1;

    PickleException(String what) {
        super(what);
    }
}
