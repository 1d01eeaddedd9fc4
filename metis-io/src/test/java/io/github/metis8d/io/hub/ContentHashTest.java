package io.github.metis8d.io.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContentHashTest {
    /** {@code printf hello | git hash-object --stdin} and {@code printf hello | sha256sum}. */
    private static final String GIT = "b6fc4c620b67d95f953a5c1c1230aaab5db5a1b0";

    /** {@code printf hello | sha1sum} and {@code printf hello | md5sum}. */
    private static final String SHA1 = "aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d";

    private static final String MD5 = "5d41402abc4b2a76b9719d911017c592";
    private static final String SHA256 = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

    @TempDir
    private Path temp;

    @Test
    void bothKindsAreThoseOfGitAndOfSha256() throws IOException {
        Path file = Files.writeString(temp.resolve("hello"), "hello");

        assertThat(new ContentHash(GIT).sameKindOf(file).hex()).isEqualTo(GIT);
        assertThat(new ContentHash(SHA256).sameKindOf(file).hex()).isEqualTo(SHA256);
    }

    @Test
    void mirrorsGiveTheSha1OrMd5OfTheContent() throws IOException {
        Path file = Files.writeString(temp.resolve("hello"), "hello");

        assertThat(new ContentHash(SHA1).sameKindOf(file).hex()).isEqualTo(SHA1);
        assertThat(new ContentHash(MD5).sameKindOf(file).hex()).isEqualTo(MD5);
    }

    @Test
    void aFileOfAnotherContentHasAnotherHashOfEachKind() throws IOException {
        Path file = Files.writeString(temp.resolve("other"), "other");

        for (String hash : new String[] {GIT, SHA256, SHA1, MD5}) {
            assertThat(new ContentHash(hash).sameKindOf(file).hex())
                    .hasSize(hash.length())
                    .isNotEqualTo(hash);
        }
    }
}
