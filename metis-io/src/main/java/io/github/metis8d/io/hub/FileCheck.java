package io.github.metis8d.io.hub;

import java.nio.file.Path;

/**
 * What a look at one file of a checkpoint found.
 *
 * @param file the file
 * @param size in bytes, 0 if it is missing
 * @param state what is known of its content
 * @param note the hash, or what is wrong
 */
public record FileCheck(Path file, long size, State state, String note) {
    /** What is known of a file's content. */
    public enum State {
        /** It hashes to what was published. */
        WHOLE,
        /** It can be read, but there is no published hash to hold it against. */
        UNKNOWN,
        /** It hashes to something else than what was published. */
        DAMAGED,
        /** It is not there, or cannot be read. */
        MISSING
    }

    /** {@return whether nothing is known to be wrong} */
    public boolean usable() {
        return state == State.WHOLE || state == State.UNKNOWN;
    }
}
