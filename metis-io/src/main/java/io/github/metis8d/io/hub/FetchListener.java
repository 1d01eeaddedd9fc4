package io.github.metis8d.io.hub;

import java.time.Duration;

/** Is told how a download gets on, by the thread that fetches. Each method does nothing by default. */
public interface FetchListener {
    /** Listens to nothing. */
    FetchListener NONE = new FetchListener() {};

    /** A size that the server does not say. */
    long UNKNOWN = -1;

    /**
     * A file begins to come.
     *
     * @param file what it is, for people
     * @param have bytes that are here from an earlier attempt
     * @param size bytes of the whole file, or {@link #UNKNOWN}
     */
    default void started(String file, long have, long size) {}

    /**
     * Some more of the file is here. It may be less than before, where the server began again.
     *
     * @param file what it is, for people
     * @param have bytes that are here now
     * @param size bytes of the whole file, or {@link #UNKNOWN}
     */
    default void advanced(String file, long have, long size) {}

    /**
     * All bytes are here, and their hash is being computed.
     *
     * @param file what it is, for people
     */
    default void checking(String file) {}

    /**
     * The file is whole and has its name.
     *
     * @param file what it is, for people
     */
    default void finished(String file) {}

    /**
     * Nothing moves for a while.
     *
     * @param reason what went wrong, or what is waited for
     * @param pause until it is tried again; zero if that is not known
     */
    default void waiting(String reason, Duration pause) {}
}
