package io.github.metis8d.io.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentHashTest {
    /** {@code printf hello | git hash-object --stdin} and {@code printf hello | sha256sum}. */
    private static final String GIT = "b6fc4c620b67d95f953a5c1c1230aaab5db5a1b0";

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
    void anETagMayBeQuotedAndWeak() {
        assertThat(ContentHash.of("\"" + GIT + "\"")).contains(new ContentHash(GIT));
        assertThat(ContentHash.of("W/\"" + GIT + "\"")).contains(new ContentHash(GIT));
        assertThat(ContentHash.of(SHA256)).contains(new ContentHash(SHA256));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\"\"",
                "../x",
                "\"../../b6fc4c620b67d95f953a5c1c1230aaab5db5a1b0\"",
                "b6fc4c62",
                "\"d41d8cd98f00b204e9800998ecf8427e-3\""
            })
    void anETagThatIsNoHashIsNone(String etag) {
        assertThat(ContentHash.of(etag)).isEmpty();
    }
}
