package io.github.metis8d.io;

import java.nio.file.Path;
import java.util.Set;

/** The output of a job that may be killed at any moment and started again. */
public interface JobOutput extends LatentWriter {
    /** What to do with an output that is finished already. */
    enum IfFinished {
        /** Leave it, and fail. */
        FAIL,
        /** Write a new one, which takes its place when it is finished in turn. */
        REPLACE,
        /** Add to it. */
        APPEND
    }

    /** {@return the keys that the output had, whole, when it was opened} */
    Set<String> keys();

    /** {@return where the latents are until the output is finished} */
    Path partial();
}
