package io.github.metis8d.io.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.metis8d.ModelException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
        assertThatThrownBy(() -> settings(Map.of("HF_TOKEN", "a\r\nHost: b")).token())
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
        assertThatThrownBy(() -> settings(Map.of("HF_ENDPOINT", value)).endpoint())
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("HF_ENDPOINT")
                .hasMessageContaining(value);
    }

    @Test
    void anEndpointWithoutASchemeIsAnsweredWithTheWholeAddress() {
        assertThatThrownBy(
                        () -> settings(Map.of("HF_ENDPOINT", "huggingface.co")).endpoint())
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("HF_ENDPOINT is \"huggingface.co\"")
                .hasMessageContaining("https://huggingface.co");
    }

    @Test
    void anEndpointThatTheJvmDoesNotReachIsNotCalledWrong() {
        assertThatThrownBy(() ->
                        settings(Map.of("HF_ENDPOINT", "http://hf_mirror:8080")).endpoint())
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("HF_ENDPOINT is http://hf_mirror:8080")
                .hasMessageContaining("no host with \"_\"");
    }

    @Test
    void aWrongSettingStopsOnlyWhatNeedsIt() throws IOException {
        Files.write(home.resolve("token"), new byte[] {'h', 'f', '_', (byte) 0xe9});
        HubSettings settings = settings(Map.of(
                "HF_ENDPOINT",
                "huggingface.co",
                "METIS_STATS_URL",
                "here",
                "HF_TOKEN_PATH",
                home.resolve("token").toString()));

        assertThat(settings.hubCache()).isEqualTo(home.resolve(".cache/huggingface/hub"));
        assertThat(settings.offline()).isFalse();
        assertThatThrownBy(settings::statsUrl).hasMessageContaining("METIS_STATS_URL");
        assertThatThrownBy(settings::token)
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(home.resolve("token").toString())
                .hasMessageContaining("HF_TOKEN");
    }

    @Test
    void aTokenFileThatCannotBeReadIsNamedWithAllWaysAroundIt() throws IOException {
        Path file = Files.writeString(home.resolve("token"), "hf_file");
        Files.setPosixFilePermissions(file, Set.of());
        assumeThat(Files.isReadable(file)).as("root reads every file").isFalse();

        assertThatThrownBy(
                        () -> settings(Map.of("HF_TOKEN_PATH", file.toString())).token())
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(file + ": permission denied")
                .hasMessageContaining("HF_TOKEN")
                .hasMessageContaining("HF_TOKEN_PATH")
                .hasMessageContaining("HF_HUB_DISABLE_IMPLICIT_TOKEN=1");
        assertThat(settings(Map.of("HF_TOKEN_PATH", file.toString(), "HF_TOKEN", "hf_variable"))
                        .token())
                .contains("hf_variable");
    }

    @Test
    void withoutAnImplicitTokenThereIsNone() throws IOException {
        Path folder = Files.createDirectories(home.resolve(".cache/huggingface"));
        Files.writeString(folder.resolve("token"), "hf_file");

        assertThat(settings(Map.of("HF_HUB_DISABLE_IMPLICIT_TOKEN", "1")).token())
                .isEmpty();
        assertThat(settings(Map.of("HF_HUB_DISABLE_IMPLICIT_TOKEN", "1", "HF_TOKEN", "hf_variable"))
                        .token())
                .isEmpty();
    }

    /** As {@code os.path.expanduser} and {@code os.path.expandvars} do. */
    @ParameterizedTest
    @CsvSource({
        "$BASE/hf, /base/hf",
        "${BASE}/hf, /base/hf",
        "/x/$BASE$BASE, /x/base/base",
        "$UNKNOWN/hf, $UNKNOWN/hf",
        "${UNKNOWN}hf, ${UNKNOWN}hf",
        "$BASEhf, $BASEhf",
        "/a$, /a$",
    })
    void variablesInPathsAreExpandedAsPythonDoes(String written, Path meant) {
        assertThat(settings(Map.of("BASE", "/base", "HF_HOME", written)).hubCache())
                .isEqualTo(meant.resolve("hub"));
        assertThat(settings(Map.of("BASE", "/base", "HF_HUB_CACHE", written)).hubCache())
                .isEqualTo(meant);
    }

    @Test
    void theHomeFolderAndVariablesMayStandInOnePath() throws IOException {
        Files.writeString(Files.createDirectories(home.resolve("base")).resolve("mine"), "hf_file");

        assertThat(settings(Map.of("BASE", "base", "HF_TOKEN_PATH", "~/$BASE/mine"))
                        .token())
                .contains("hf_file");
    }

    @Test
    void transformersOwnVariableMeansOfflineToo() {
        assertThat(settings(Map.of("TRANSFORMERS_OFFLINE", "1")).offline()).isTrue();
        assertThat(settings(Map.of("HF_HUB_OFFLINE", "", "TRANSFORMERS_OFFLINE", "1"))
                        .offline())
                .isTrue();
        // Python looks at the second only if the first is not set.
        assertThat(settings(Map.of("HF_HUB_OFFLINE", "0", "TRANSFORMERS_OFFLINE", "1"))
                        .offline())
                .isFalse();
    }
}
