package io.github.metis8d.torch.cuda;

/** A kernel cannot be compiled, loaded or launched. */
public final class KernelException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * An error.
     *
     * @param message what cannot be done, and why
     */
    public KernelException(String message) {
        super(message);
    }
}
