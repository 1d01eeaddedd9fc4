package io.github.metis8d.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** What to say, and what to do, when the disk refuses an output. */
final class OutputFailure {
    private OutputFailure() {}

    /** @param goOn what to do when the cause is out of the way */
    static CommandFailure of(Path output, IOException failure, String goOn) {
        return new CommandFailure(
                "the output " + output + " cannot be written: " + reason(failure) + "; " + remedy(failure) + ", and "
                        + goOn,
                failure);
    }

    private static String reason(IOException failure) {
        if (failure instanceof FileSystemException e) {
            String why = e.getReason() != null
                    ? e.getReason()
                    : e instanceof NoSuchFileException
                            ? "there is no such file or folder"
                            : e instanceof AccessDeniedException ? "permission denied" : e.toString();
            return e.getFile() + ": " + why;
        }
        return String.valueOf(failure.getMessage());
    }

    private static String remedy(IOException failure) {
        String message = String.valueOf(failure.getMessage());
        if (message.contains("No space left") || message.contains("quota") || message.contains("too large")) {
            return "make room on the disk";
        }
        if (failure instanceof AccessDeniedException || message.contains("Read-only")) {
            return "see to it that the folder may be written";
        }
        if (failure instanceof NoSuchFileException) {
            return "see to it that the folder is there and stays";
        }
        return "check the disk";
    }
}
