package io.github.metis8d.io.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.metis8d.ModelException;
import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HubHttpTest {
    private static final URI HUB = URI.create("https://hub.example/a/b");

    @Test
    void aRedirectMayBeRelativeOrLeadElsewhere() throws IOException {
        assertThat(HubHttp.target(HUB, "/api/x")).isEqualTo(URI.create("https://hub.example/api/x"));
        assertThat(HubHttp.target(HUB, "https://store.example/y?z=%22")).hasHost("store.example");
        assertThat(HubHttp.target(URI.create("http://hub.example/"), "http://store.example/"))
                .hasHost("store.example");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://hub.example/a", "http://store.example/", "HTTP://hub.example/a"})
    void aRedirectFromHttpsToHttpIsRefused(String location) {
        assertThatThrownBy(() -> HubHttp.target(HUB, location))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("from https to http");
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:///etc/passwd", "ftp://store.example/", "https:", "mailto:x@y"})
    void aRedirectToWhatIsNoWebAddressIsRefused(String location) {
        assertThatThrownBy(() -> HubHttp.target(HUB, location))
                .isInstanceOfAny(ModelException.class, IOException.class);
    }
}
