package io.github.metis8d.io.files;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/**
 * Why a file cannot be written, in words. What the system says comes in the user's language and may be anything, so it is
 * shown but not understood: what helps is found by the kind of the exception and by what the disk says of itself.
 *
 * @param reason what happened
 * @param remedy what to do, as a command to a person, without a full stop
 */
public record WriteFailure(String reason, String remedy) {
    /**
     * {@return the words for an exception}
     *
     * @param failure what writing ended with
     * @param disk where it was written to, looked at since
     */
    public static WriteFailure of(IOException failure, Disk disk) {
        return new WriteFailure(reason(failure), remedy(failure, disk));
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

    private static String remedy(IOException failure, Disk disk) {
        if (failure instanceof NoSuchFileException) {
            return "see to it that the folder is there and stays";
        }
        if (failure instanceof AccessDeniedException || disk.readOnly()) {
            return "see to it that the folder may be written";
        }
        return disk.isFull()
                ? "make room on the disk"
                : "check the disk: it has room, but perhaps a quota, a limit of a file's size (ulimit -f), or a fault";
    }
}
