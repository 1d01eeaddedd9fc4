package io.github.metis8d.io.job;

/** Told how an {@link ExtractionJob} gets on, on the thread that runs it. */
public interface ExtractionListener {
    /**
     * A file's latents were written.
     *
     * @param key the file
     * @param audioSeconds its length
     */
    default void encoded(String key, double audioSeconds) {}

    /**
     * A file's latents were written, but something of its audio could not be decoded; comes after {@link #encoded}.
     *
     * @param damage the file, and what is lost
     */
    default void damaged(Failure damage) {}

    /**
     * A file was skipped.
     *
     * @param failure the file, and what is wrong with it
     */
    default void failed(Failure failure) {}

    /**
     * What was written is safely on disk. Comes after every {@link ExtractionJob.Limits#batchSize} files, and at the end.
     *
     * @param summary all so far
     */
    default void batchWritten(ExtractionSummary summary) {}
}
