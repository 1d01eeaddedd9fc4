package io.github.metis8d.io.hub;

import io.github.metis8d.ModelException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Where checkpoints come from and go to. The environment variables are those of Python's {@code huggingface_hub}, so
 * that both find the same files. Each is read when it is asked for: one that has a value that cannot be meant stops only
 * what needs it, by a {@link ModelException} that names it.
 */
public final class HubSettings {
    private static final String NO_TOKEN = "HF_HUB_DISABLE_IMPLICIT_TOKEN";
    private static final URI DEFAULT_ENDPOINT = URI.create("https://huggingface.co");

    private final EnvironmentVariables variables;

    private HubSettings(EnvironmentVariables variables) {
        this.variables = variables;
    }

    /** {@return the settings of this process's environment} */
    public static HubSettings fromEnvironment() {
        // Python asks HOME first too.
        String home = System.getenv("HOME");
        return from(System::getenv, Path.of(home == null || home.isEmpty() ? System.getProperty("user.home") : home));
    }

    /**
     * Settings of an environment.
     *
     * @param environment gives the value of a variable, or null
     * @param home the user's home folder
     * @return the settings
     */
    public static HubSettings from(UnaryOperator<String> environment, Path home) {
        return new HubSettings(new EnvironmentVariables(environment, home));
    }

    /**
     * {@return the folder of {@code models--OWNER--REPO} folders} It is {@code HF_HUB_CACHE}, or
     * {@code HUGGINGFACE_HUB_CACHE}, or {@code hub} in {@code HF_HOME}.
     */
    public Path hubCache() {
        return variables
                .path("HF_HUB_CACHE")
                .or(() -> variables.path("HUGGINGFACE_HUB_CACHE"))
                .orElseGet(() -> hfHome().resolve("hub"));
    }

    /**
     * {@return the folder of other files that libraries fetch, each below its own name} It is {@code HF_ASSETS_CACHE},
     * or {@code HUGGINGFACE_ASSETS_CACHE}, or {@code assets} in {@code HF_HOME}.
     */
    public Path assetsCache() {
        return variables
                .path("HF_ASSETS_CACHE")
                .or(() -> variables.path("HUGGINGFACE_ASSETS_CACHE"))
                .orElseGet(() -> hfHome().resolve("assets"));
    }

    /** {@return the hub's address, {@code HF_ENDPOINT}, without a slash at the end} */
    public URI endpoint() {
        return variables.address("HF_ENDPOINT").orElse(DEFAULT_ENDPOINT);
    }

    /**
     * {@return what proves who asks, to be sent to the endpoint alone} It is {@code HF_TOKEN}, or
     * {@code HUGGING_FACE_HUB_TOKEN}, or what the file {@code HF_TOKEN_PATH} holds, else {@code token} in
     * {@code HF_HOME}. With {@code HF_HUB_DISABLE_IMPLICIT_TOKEN} there is none.
     */
    public Optional<String> token() {
        if (variables.isTrue(NO_TOKEN)) {
            return Optional.empty();
        }
        for (String name : List.of("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN")) {
            Optional<String> token = variables.text(name);
            if (token.isPresent()) {
                return Optional.of(checkedToken(token.get(), name));
            }
        }
        return tokenOf(variables.path("HF_TOKEN_PATH").orElseGet(() -> hfHome().resolve("token")));
    }

    /** {@return what a person does to have a token sent} */
    String tokenRemedy() {
        return variables.isTrue(NO_TOKEN) ? "unset " + NO_TOKEN + " and set HF_TOKEN" : "set HF_TOKEN";
    }

    /** {@return whether the network must not be used: {@code HF_HUB_OFFLINE}, or {@code TRANSFORMERS_OFFLINE}} */
    public boolean offline() {
        return variables.isTrue(offlineVariable());
    }

    /** {@return the variable that says whether the network must not be used} */
    String offlineVariable() {
        return variables.text("HF_HUB_OFFLINE").isPresent() ? "HF_HUB_OFFLINE" : "TRANSFORMERS_OFFLINE";
    }

    /**
     * {@return whether snapshots may be symbolic links to blobs, which {@code HF_HUB_DISABLE_SYMLINKS} forbids} Where the
     * file system has none they are not.
     */
    public boolean symlinks() {
        return !variables.isTrue("HF_HUB_DISABLE_SYMLINKS");
    }

    /** {@return the address of {@code wav2vec2bert_stats.pt} in place of the published ones, {@code METIS_STATS_URL}} */
    public Optional<URI> statsUrl() {
        return variables.address("METIS_STATS_URL");
    }

    private Path hfHome() {
        return variables.path("HF_HOME").orElseGet(() -> variables
                .path("XDG_CACHE_HOME")
                .orElseGet(() -> variables.home().resolve(".cache"))
                .resolve("huggingface"));
    }

    private static Optional<String> tokenOf(Path file) {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            String token = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).strip();
            return token.isEmpty() ? Optional.empty() : Optional.of(checkedToken(token, file.toString()));
        } catch (IOException e) {
            throw new ModelException(
                    "the hub's token cannot be read from " + file
                            + (e instanceof AccessDeniedException ? ": permission denied" : ": " + e.getMessage())
                            + ". Set HF_TOKEN, or name another file in HF_TOKEN_PATH, or do without a token by"
                            + " HF_HUB_DISABLE_IMPLICIT_TOKEN=1",
                    e);
        }
    }

    /** The token becomes a header's value, where a line break would begin another header. */
    private static String checkedToken(String token, String where) {
        if (!token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new ModelException(
                    "the hub's token in " + where + " holds a character that no token has. Set HF_TOKEN"
                            + " to the token, or do without one by HF_HUB_DISABLE_IMPLICIT_TOKEN=1");
        }
        return token;
    }
}
