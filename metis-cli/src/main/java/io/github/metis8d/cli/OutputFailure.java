package io.github.metis8d.cli;

import io.github.metis8d.io.files.Disk;
import io.github.metis8d.io.files.WriteFailure;
import java.io.IOException;
import java.nio.file.Path;

/** What to say, and what to do, when the disk refuses an output. */
final class OutputFailure {
    private OutputFailure() {}

    /** @param goOn what to do when the cause is out of the way */
    static CommandFailure of(Path output, IOException failure, String goOn) {
        WriteFailure written = WriteFailure.of(failure, Disk.of(output));
        return new CommandFailure(
                "the output " + output + " cannot be written: " + written.reason() + "; " + written.remedy() + ", and "
                        + goOn,
                failure);
    }
}
