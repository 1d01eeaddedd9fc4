package io.github.metis8d.io.latents;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;

/**
 * What tells whether a file is still what it was, without reading it.
 *
 * @param bytes its size
 * @param modified when it was modified last
 */
public record SourceStamp(long bytes, Instant modified) {
    /**
     * Looks at a file; a link is followed.
     *
     * @param file the file
     * @return what it is now
     * @throws IOException if it cannot be looked at
     */
    public static SourceStamp of(Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return new SourceStamp(attributes.size(), attributes.lastModifiedTime().toInstant());
    }

    /**
     * {@return whether both are of the same content, as far as can be told}
     *
     * <p>Where one of the times is a whole second, fractions do not count: archives, and the file systems of some copies,
     * do not keep them.
     *
     * @param other another look at the file, or at its copy
     */
    public boolean sameAs(SourceStamp other) {
        boolean whole = modified.getNano() == 0 || other.modified.getNano() == 0;
        return bytes == other.bytes
                && (whole
                        ? modified.getEpochSecond() == other.modified.getEpochSecond()
                        : modified.equals(other.modified));
    }
}
