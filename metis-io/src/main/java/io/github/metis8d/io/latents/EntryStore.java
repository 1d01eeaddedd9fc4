package io.github.metis8d.io.latents;

import java.io.IOException;
import java.nio.file.Path;

/**
 * How the entries of an output lie on disk, in one file or in a folder, such that a job which was killed can go on behind
 * any of them.
 */
interface EntryStore {
    /** Whether there is an output; an empty folder is none. */
    boolean exists(Path place) throws IOException;

    /**
     * Finds what is whole.
     *
     * @throws io.github.metis8d.MetisException if it was not written in this form, or is damaged
     */
    WholeEntries whole(Path place) throws IOException;

    /**
     * Opens a place to be written behind what is whole; the rest is cut off.
     *
     * @return a writer whose flush forces all to disk, and whose finish completes it there
     */
    LatentWriter behind(Path place, WholeEntries whole) throws IOException;

    /** Cuts off what is not whole. */
    void cut(Path place, WholeEntries whole) throws IOException;

    /** Gives what is complete and on disk another name; what had it is gone. */
    void move(Path from, Path to) throws IOException;

    /** Deletes what was written by this process. */
    void delete(Path place) throws IOException;

    /** Ends or takes back what a process that was killed in {@link #move} has begun. */
    void settle(Path place) throws IOException;

    /** Says beside a finished output what it holds, in the forms that do. */
    void list(Path output) throws IOException;

    /** Takes back what {@link #list} said, before the output is one that is not finished. */
    void unlist(Path output) throws IOException;
}
