package io.github.metis8d.io.latents;

import io.github.metis8d.MetisException;
import io.github.metis8d.io.files.ProcessLock;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Keeps a second job away from an output. */
final class OutputLock {
    private OutputLock() {}

    /**
     * Takes the lock.
     *
     * @param output the file or folder to be written
     * @throws MetisException if a job has it
     * @throws NoSuchFileException if there is no such folder
     */
    static ProcessLock take(Path output) throws IOException {
        return ProcessLock.tryTake(of(output))
                .orElseThrow(() -> new MetisException(
                        "another job is writing " + output + "; wait for it or stop it, or name another output"));
    }

    /** Where the lock of an output is. */
    static Path of(Path output) {
        return output.resolveSibling("." + output.getFileName() + ".lock");
    }
}
