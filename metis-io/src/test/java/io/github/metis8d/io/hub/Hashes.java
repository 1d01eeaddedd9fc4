package io.github.metis8d.io.hub;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The hashes of content in memory, computed beside those of the code under test. */
final class Hashes {
    private Hashes() {}

    static ContentHash of(byte[] content, boolean sha256) {
        try {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            if (!sha256) {
                all.writeBytes(("blob " + content.length + "\0").getBytes(StandardCharsets.US_ASCII));
            }
            all.writeBytes(content);
            byte[] hash =
                    MessageDigest.getInstance(sha256 ? "SHA-256" : "SHA-1").digest(all.toByteArray());
            return new ContentHash(HexFormat.of().formatHex(hash));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
