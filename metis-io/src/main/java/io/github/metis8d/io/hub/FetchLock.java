package io.github.metis8d.io.hub;

import io.github.metis8d.io.files.ProcessLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;

/** Keeps a file from being fetched twice at once, by threads or by processes. */
final class FetchLock {
    private FetchLock() {}

    /** Waits for the lock. */
    static ProcessLock take(Path file, String title, FetchListener listener) throws IOException {
        Files.createDirectories(file.getParent());
        ProcessLock lock =
                ProcessLock.take(file, () -> listener.waiting("another process is fetching " + title, Duration.ZERO));
        shareWithGroup(file);
        return lock;
    }

    /**
     * Who waits for a lock must write to its file. Python gives it this mode too, whatever the umask, so that several
     * users can share a cache.
     */
    private static void shareWithGroup(Path file) {
        try {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));
        } catch (IOException | UnsupportedOperationException e) {
            // It is another user's, whose affair its mode is, or has none.
        }
    }
}
