package io.github.metis8d.io.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.metis8d.ModelException;
import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebAddressTest {
    private static final URI HUB = URI.create("https://hub.example/a/b");

    @Test
    void aRedirectMayBeRelativeOrLeadElsewhere() throws IOException {
        assertThat(WebAddress.redirect(HUB, "/api/x")).isEqualTo(URI.create("https://hub.example/api/x"));
        assertThat(WebAddress.redirect(HUB, "https://store.example/y?z=%22")).hasHost("store.example");
        assertThat(WebAddress.redirect(URI.create("http://hub.example/"), "http://store.example/"))
                .hasHost("store.example");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://hub.example/a", "http://store.example/", "HTTP://hub.example/a"})
    void aRedirectFromHttpsToHttpIsRefused(String location) {
        assertThatThrownBy(() -> WebAddress.redirect(HUB, location))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("from https to http");
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:///etc/passwd", "ftp://store.example/", "https:", "mailto:x@y"})
    void aRedirectToWhatIsNoWebAddressIsRefused(String location) {
        assertThatThrownBy(() -> WebAddress.redirect(HUB, location))
                .isInstanceOfAny(ModelException.class, IOException.class);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = ' ',
            value = {
                "https://store.example/x?a=b|c https://store.example/x?a=b%7Cc",
                "https://store.example/x?f=\"w.bin\" https://store.example/x?f=%22w.bin%22",
                "`https://store.example/a b` https://store.example/a%20b",
                "https://store.example/a%20b%7c https://store.example/a%20b%7c",
                "https://store.example/100% https://store.example/100%25",
                "https://store.example/{x}^[y] https://store.example/%7Bx%7D%5E%5By%5D",
                "https://[::1]:8080/[x] https://[::1]:8080/%5Bx%5D",
                "/x|y https://hub.example/x%7Cy",
                "https://store.example/\u00c3\u00a9 https://store.example/%C3%A9",
            })
    void whatMayNotStandInAnAddressIsEscapedAsBrowsersDo(String location, String target) throws IOException {
        assertThat(WebAddress.redirect(HUB, location)).isEqualTo(URI.create(target));
    }

    @Test
    void aHostThatTheJvmDoesNotReachIsSaidToBeSuch() {
        assertThatThrownBy(() -> WebAddress.redirect(HUB, "https://my_bucket.store.example/x"))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("my_bucket.store.example")
                .hasMessageContaining("no host with \"_\" in its name");
    }

    @ParameterizedTest
    @CsvSource({
        "https://a.example/x, https://A.example:443/y, true",
        "https://a.example/x, https://b.example/x, false",
        "http://a.example:8080/x, http://a.example/x, false",
        "http://a.example/x, https://a.example/x, false",
    })
    void aServerIsASchemeAHostAndAPort(URI one, URI other, boolean same) {
        assertThat(WebAddress.isSameServer(one, other)).isEqualTo(same);
    }
}
