package io.github.metis8d.io.latents;

import java.util.Set;

/**
 * What is whole of a file of entries, which may be cut off anywhere.
 *
 * @param keys of the entries that are whole, in their order
 * @param length the bytes up to the end of the last of them; 0 if there is none
 */
record WholeEntries(Set<String> keys, long length) {
    static final WholeEntries NONE = new WholeEntries(Set.of(), 0);
}
