package io.github.metis8d.io.latents;

import io.github.metis8d.Latents;

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

    /**
     * Checks the latents of a file before they are written. JSON has no word for NaN and infinity, and nobody has a use for
     * them.
     *
     * @param key the file
     * @param latents its latents
     * @throws NonFiniteLatentsException if one is not finite
     */
    public static void check(String key, Latents latents) {
        float[] values = latents.values();
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new NonFiniteLatentsException(key + ": latent " + i % Latents.DIMENSIONS + " of row "
                        + i / Latents.DIMENSIONS + " is " + values[i]);
            }
        }
    }
}
