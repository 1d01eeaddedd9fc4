package io.github.metis8d.io.hub;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The hash by which a file's content is named. The hub gives the SHA-256 of large files, and of those that lie in git
 * itself the SHA-1 of git's blob, which is that of {@code "blob SIZE\0"} and the content. Mirrors also give the SHA-1 or
 * MD5 of the content.
 *
 * @param hex 64, 40 or 32 lower-case hexadecimal digits
 */
record ContentHash(String hex) {
    private static final Pattern DIGITS = Pattern.compile("[0-9a-f]{64}|[0-9a-f]{40}|[0-9a-f]{32}");
    private static final int BUFFER = 1 << 20;

    ContentHash {
        if (!DIGITS.matcher(hex).matches()) {
            throw new IllegalArgumentException("no hash: " + hex);
        }
    }

    /** {@return the hash that a text is, in upper or lower case; empty if it is none} */
    static Optional<ContentHash> parse(String text) {
        String hex = text.toLowerCase(Locale.ROOT);
        return DIGITS.matcher(hex).matches() ? Optional.of(new ContentHash(hex)) : Optional.empty();
    }

    /** {@return the name of the algorithm, for people} */
    String algorithm() {
        return switch (hex.length()) {
            case 64 -> "SHA-256";
            case 40 -> "SHA-1";
            default -> "MD5";
        };
    }

    /** {@return the SHA-256 of a file on disk} */
    static ContentHash ofSha256(Path file) throws IOException {
        MessageDigest digest = digest("SHA-256");
        update(file, digest);
        return of(digest);
    }

    /** {@return the SHA-256 of bytes} */
    static ContentHash ofSha256(byte[] content) {
        MessageDigest digest = digest("SHA-256");
        digest.update(content);
        return of(digest);
    }

    /**
     * {@return the hash of the same kind of a file on disk} A SHA-1 does not say whether it is git's or the content's:
     * the content's is returned where it is the same as this one, else git's.
     */
    ContentHash sameKindOf(Path file) throws IOException {
        MessageDigest content = digest(algorithm());
        if (hex.length() != 40) {
            update(file, content);
            return of(content);
        }
        MessageDigest git = digest(algorithm());
        git.update(("blob " + Files.size(file) + "\0").getBytes(StandardCharsets.US_ASCII));
        update(file, content, git);
        ContentHash plain = of(content);
        return plain.equals(this) ? plain : of(git);
    }

    private static ContentHash of(MessageDigest digest) {
        return new ContentHash(HexFormat.of().formatHex(digest.digest()));
    }

    private static void update(Path file, MessageDigest... digests) throws IOException {
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                for (MessageDigest digest : digests) {
                    digest.update(buffer, 0, n);
                }
            }
        }
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
