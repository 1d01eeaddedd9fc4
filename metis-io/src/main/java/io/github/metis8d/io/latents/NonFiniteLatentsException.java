package io.github.metis8d.io.latents;

/** The latents of one file hold a NaN or an infinite value, which JSON cannot express. */
public class NonFiniteLatentsException extends UnwritableEntryException {
    private static final long serialVersionUID = 1L;

    /**
     * An error that no other led to.
     *
     * @param message the file and the first such value
     */
    public NonFiniteLatentsException(String message) {
        super(message);
    }
}
