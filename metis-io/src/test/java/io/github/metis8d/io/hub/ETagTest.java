package io.github.metis8d.io.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ETagTest {
    private static final String GIT = "b6fc4c620b67d95f953a5c1c1230aaab5db5a1b0";
    private static final String MD5 = "5d41402abc4b2a76b9719d911017c592";

    /** The names are those that {@code huggingface_hub.file_download._normalize_etag} gives. */
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            value = {
                "'\"" + GIT + "\"', " + GIT + ", " + GIT,
                "'W/\"" + GIT + "\"', " + GIT + ", " + GIT,
                GIT + ", " + GIT + ", " + GIT,
                "'W/\"" + GIT + "-gzip\"', " + GIT + "-gzip, " + GIT,
                "'\"" + GIT + "--gzip\"', " + GIT + "--gzip, " + GIT,
                "'\"5D41402ABC4B2A76B9719D911017C592\"', 5D41402ABC4B2A76B9719D911017C592, " + MD5,
                "'\"" + MD5 + "\"', " + MD5 + ", " + MD5,
            })
    void aHashIsFoundInWhatMirrorsMakeOfIt(String header, String name, String hash) {
        assertThat(ETag.of(header)).contains(new ETag(name));
        assertThat(new ETag(name).hash()).contains(new ContentHash(hash));
    }

    @ParameterizedTest
    @ValueSource(strings = {"d41d8cd98f00b204e9800998ecf8427e-3", "5f3e-1a2b", "0x8DC1D0E3", "686897696a7c876b7e"})
    void whatIsNoHashIsANameAllTheSame(String name) {
        assertThat(ETag.of("\"" + name + "\"")).contains(new ETag(name));
        assertThat(new ETag(name).hash()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "\"\"", "../x", "\"../../" + GIT + "\"", "\"a/b\"", "\".hidden\"", "\"a b\"", "\"a\\b\""})
    void whatCannotBeTheNameOfAFileIsNone(String header) {
        assertThat(ETag.of(header)).isEmpty();
    }

    @Test
    void aNameIsNotSoLongThatNoFileCouldHaveIt() {
        assertThat(ETag.of("a".repeat(201))).isEqualTo(Optional.empty());
    }
}
