package io.github.metis8d.io.latents;

import io.github.metis8d.MetisException;
import io.github.metis8d.io.job.SourceChanges;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * The output of a job that may be killed at any moment and started again. What is there when it is opened stays as it is
 * until the first latents are written.
 */
public interface JobOutput extends LatentWriter {
    /**
     * The name of what a maker says of the folder of the audio. Keys are relative to it, so an output is gone on with from
     * another folder too; whether the files there are the same is for the caller to see, by {@link SourceChanges}.
     */
    String AUDIO_FOLDER = "audio folder";

    /** What to do with an output that is finished already. */
    enum IfFinished {
        /** Leave it, and fail. One that is not finished is gone on with, here and for the others but the last. */
        FAIL,
        /** Write a new one, which takes its place when it is finished in turn. */
        REPLACE,
        /** Add to it. */
        APPEND,
        /**
         * Add what failed before. One that is not finished is refused, since what else it lacks would be lost when it
         * is called finished; unless it is of a job of this kind that was stopped.
         */
        RETRY;

        /** The job that a record tells of. */
        JobRecord.Job job() {
            return this == RETRY ? JobRecord.Job.RETRY : JobRecord.Job.ALL;
        }

        /**
         * Keeps what is finished from a job that is not to touch it.
         *
         * @param output that is finished
         */
        void checkFinished(Path output) {
            if (this == FAIL) {
                throw new MetisException(output + " is finished; give --overwrite to make it anew, --append to add the"
                        + " files that it lacks, or name another output");
            }
        }

        /**
         * Keeps what is not finished from being called so without the files that were not reached.
         *
         * @param output that is not finished
         * @param partial what is there of it
         * @param record of what is there, or null if nothing is
         */
        void checkUnfinished(Path output, Path partial, JobRecord record) {
            if (this != RETRY || record != null && record.job() == JobRecord.Job.RETRY) {
                return;
            }
            throw new MetisException(
                    record == null
                            ? "there is no finished output " + output + " to which --retry-failed could add; give the"
                                    + " command without it"
                            : output + " is not finished: " + partial
                                    + " is of a job that was stopped; give the command"
                                    + " without --retry-failed, which goes on with it and tries the failed files again");
        }
    }

    /** {@return the keys that the output had, whole, when it was opened, but for those that are taken out} */
    Set<String> keys();

    /** {@return what made the entries that were there when it was opened, by name; empty if there were none} */
    Map<String, String> recordedMaker();

    /**
     * Reads what the record says of the files when they were read.
     *
     * @return by key, of those of {@link #keys} that it tells of
     * @throws IOException if it cannot be read
     */
    Map<String, SourceStamp> sources() throws IOException;

    /**
     * Takes entries out, with the first that is written or at the end.
     *
     * @param keys the entries; those of them that there are none of do not matter
     * @throws IllegalStateException if something was written already
     */
    void discard(Set<String> keys);

    /** {@return where the latents are until the output is finished} */
    Path partial();
}
