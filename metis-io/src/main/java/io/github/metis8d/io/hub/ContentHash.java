package io.github.metis8d.io.hub;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The hash by which the hub names a file's content: SHA-256 for large files, and for those that lie in git itself the
 * SHA-1 of git's blob, which is that of {@code "blob SIZE\0"} and the content.
 *
 * @param hex 64 or 40 lower-case hexadecimal digits; safe as a file's name
 */
record ContentHash(String hex) {
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern GIT_SHA1 = Pattern.compile("[0-9a-f]{40}");
    private static final int BUFFER = 1 << 20;

    ContentHash {
        if (!SHA256.matcher(hex).matches() && !GIT_SHA1.matcher(hex).matches()) {
            throw new IllegalArgumentException("neither a SHA-256 nor a SHA-1: " + hex);
        }
    }

    /** {@return the hash that an ETag, or the name of a blob, is; empty if it is none} */
    static Optional<ContentHash> of(String etag) {
        String bare = etag.replaceFirst("^W/", "").replace("\"", "");
        return SHA256.matcher(bare).matches() || GIT_SHA1.matcher(bare).matches()
                ? Optional.of(new ContentHash(bare))
                : Optional.empty();
    }

    /** {@return the name of the algorithm, for people} */
    String algorithm() {
        return isSha256() ? "SHA-256" : "git SHA-1";
    }

    /** {@return the SHA-256 of a file on disk} */
    static ContentHash ofSha256(Path file) throws IOException {
        return new ContentHash(
                HexFormat.of().formatHex(update(digest("SHA-256"), file).digest()));
    }

    /** {@return the hash of the same kind of a file on disk} */
    ContentHash sameKindOf(Path file) throws IOException {
        if (isSha256()) {
            return ofSha256(file);
        }
        MessageDigest digest = digest("SHA-1");
        digest.update(("blob " + Files.size(file) + "\0").getBytes(StandardCharsets.US_ASCII));
        return new ContentHash(HexFormat.of().formatHex(update(digest, file).digest()));
    }

    private boolean isSha256() {
        return hex.length() == 64;
    }

    private static MessageDigest update(MessageDigest digest, Path file) throws IOException {
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
        }
        return digest;
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + algorithm, e);
        }
    }

    @Override
    public String toString() {
        return algorithm() + " " + hex;
    }
}
