package io.github.metis8d.io.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.metis8d.ModelException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HubSettingsTest {
    @TempDir
    private Path home;

    private HubSettings settings(Map<String, String> environment) {
        return HubSettings.from(environment::get, home);
    }

    @Test
    void withoutAnyVariableTheCacheIsWherePythonHasIt() {
        HubSettings settings = settings(Map.of());

        assertThat(settings.hubCache()).isEqualTo(home.resolve(".cache/huggingface/hub"));
        assertThat(settings.assetsCache()).isEqualTo(home.resolve(".cache/huggingface/assets"));
        assertThat(settings.endpoint()).isEqualTo(URI.create("https://huggingface.co"));
        assertThat(settings.token()).isEmpty();
        assertThat(settings.offline()).isFalse();
        assertThat(settings.symlinks()).isTrue();
    }

    @Test
    void theNearerVariableWins() {
        assertThat(settings(Map.of("XDG_CACHE_HOME", "/x")).hubCache()).isEqualTo(Path.of("/x/huggingface/hub"));
        assertThat(settings(Map.of("XDG_CACHE_HOME", "/x", "HF_HOME", "/h")).hubCache())
                .isEqualTo(Path.of("/h/hub"));
        assertThat(settings(Map.of("HF_HOME", "/h", "HUGGINGFACE_HUB_CACHE", "/o"))
                        .hubCache())
                .isEqualTo(Path.of("/o"));
        assertThat(settings(Map.of("HF_HUB_CACHE", "~/c", "HUGGINGFACE_HUB_CACHE", "/o"))
                        .hubCache())
                .isEqualTo(home.resolve("c"));
        assertThat(settings(Map.of("HF_HOME", "")).hubCache()).isEqualTo(home.resolve(".cache/huggingface/hub"));
    }

    @Test
    void theTokenComesFromTheVariableOrTheFileOfALogin() throws IOException {
        Path folder = Files.createDirectories(home.resolve(".cache/huggingface"));
        Files.writeString(folder.resolve("token"), "hf_file\n");

        assertThat(settings(Map.of()).token()).contains("hf_file");
        assertThat(settings(Map.of("HF_TOKEN", " hf_variable\n")).token()).contains("hf_variable");
        assertThat(settings(Map.of("HF_HOME", "/nowhere")).token()).isEmpty();
    }

    @Test
    void theTokenIsNotShown() {
        assertThat(settings(Map.of("HF_TOKEN", "hf_secret")).toString()).doesNotContain("hf_secret");
    }

    @Test
    void aTokenThatWouldBreakAHeaderIsRefused() {
        assertThatThrownBy(() -> settings(Map.of("HF_TOKEN", "a\r\nHost: b")))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("HF_TOKEN");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "true", "ON", "Yes"})
    void offlineIsWhatPythonTakesForTrue(String value) {
        assertThat(settings(Map.of("HF_HUB_OFFLINE", value)).offline()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "false", "no", "2"})
    void anythingElseIsOnline(String value) {
        assertThat(settings(Map.of("HF_HUB_OFFLINE", value)).offline()).isFalse();
    }

    @Test
    void theEndpointLosesItsLastSlash() {
        assertThat(settings(Map.of("HF_ENDPOINT", "https://mirror.example/hf/")).endpoint())
                .isEqualTo(URI.create("https://mirror.example/hf"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"mirror.example", "ftp://mirror.example", "file:///etc", "https://a b"})
    void anEndpointThatIsNoWebAddressIsRefused(String value) {
        assertThatThrownBy(() -> settings(Map.of("HF_ENDPOINT", value)))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("HF_ENDPOINT")
                .hasMessageContaining(value);
    }
}
