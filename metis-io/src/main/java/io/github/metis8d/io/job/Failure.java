package io.github.metis8d.io.job;

import io.github.metis8d.DeviceOutOfMemoryException;
import io.github.metis8d.InvalidAudioException;
import io.github.metis8d.MetisException;
import io.github.metis8d.io.latents.NonFiniteLatentsException;
import io.github.metis8d.io.latents.UnwritableEntryException;
import java.util.Locale;

/**
 * Why a file has no latents, or what was lost of it before it was encoded.
 *
 * @param key the file
 * @param kind the reason in a word: {@code missing}, {@code unreadable}, {@code empty}, {@code not-audio}, {@code damaged},
 *     {@code too-short}, {@code too-long}, {@code not-finite}, {@code out-of-memory}, {@code unwritable} or {@code other}
 * @param message the reason in full, with what to do
 */
public record Failure(String key, String kind, String message) {
    /**
     * Puts an error into words.
     *
     * @param key the file
     * @param cause what was thrown when it was decoded, encoded or written
     * @return why it has no latents
     */
    public static Failure of(String key, Throwable cause) {
        return new Failure(key, kind(cause), cause instanceof MetisException ? cause.getMessage() : cause.toString());
    }

    /**
     * It is encoded, but for what is lost.
     *
     * @param key the file
     * @param damage what could not be decoded, in words that go on after the file's name
     * @return that
     */
    public static Failure damage(String key, String damage) {
        return new Failure(key, "damaged", key + " is encoded, but it is damaged: " + damage);
    }

    private static String kind(Throwable cause) {
        if (cause instanceof InvalidAudioException invalid) {
            return invalid.reason().name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
        if (cause instanceof NonFiniteLatentsException) {
            return "not-finite";
        }
        if (cause instanceof UnwritableEntryException) {
            return "unwritable";
        }
        boolean memory = cause instanceof DeviceOutOfMemoryException
                || cause instanceof OutOfMemoryError
                || cause.getCause() instanceof OutOfMemoryError;
        return memory ? "out-of-memory" : "other";
    }
}
