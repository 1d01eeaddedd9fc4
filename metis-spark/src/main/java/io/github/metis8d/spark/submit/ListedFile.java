package io.github.metis8d.spark.submit;

import java.io.Serializable;

/**
 * A file of the tree.
 *
 * @param key its path below the folder of the audio, with forward slashes
 * @param bytes its size, or 0 if that is not known
 */
record ListedFile(String key, long bytes) implements Serializable {
    /** Opening a file and one batch's share of a device cost about as much as so many bytes. */
    private static final long BYTES_OF_A_START = 16 << 10;

    /** How much work it is, in bytes. */
    long work() {
        return bytes + BYTES_OF_A_START;
    }
}
