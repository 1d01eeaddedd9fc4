package io.github.metis8d.io.hub;

import io.github.metis8d.ModelException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Where checkpoints come from and go to. The environment variables are those of Python's {@code huggingface_hub}, so
 * that both find the same files.
 *
 * @param hubCache the folder of {@code models--OWNER--REPO} folders
 * @param assetsCache the folder of other files that libraries fetch, each below its own name
 * @param endpoint the hub's address, without a slash at the end
 * @param token what proves who asks, sent to the endpoint alone
 * @param offline whether the network must not be used
 * @param symlinks whether snapshots may be symbolic links to blobs; where the file system has none they are not
 * @param statsUrl the address of {@code wav2vec2bert_stats.pt}
 */
public record HubSettings(
        Path hubCache,
        Path assetsCache,
        URI endpoint,
        Optional<String> token,
        boolean offline,
        boolean symlinks,
        URI statsUrl) {
    private static final String DEFAULT_ENDPOINT = "https://huggingface.co";
    private static final String DEFAULT_STATS_URL = "https://raw.githubusercontent.com/open-mmlab/Amphion/main/"
            + "models/tts/maskgct/ckpt/wav2vec2bert_stats.pt";
    private static final Set<String> TRUE = Set.of("1", "ON", "YES", "TRUE");

    /**
     * {@return the settings of this process's environment}
     *
     * @throws ModelException if a variable has a value that cannot be meant
     */
    public static HubSettings fromEnvironment() {
        return from(System::getenv, Path.of(System.getProperty("user.home")));
    }

    /**
     * Reads {@code HF_HOME}, {@code HF_HUB_CACHE}, {@code HF_ASSETS_CACHE}, {@code XDG_CACHE_HOME},
     * {@code HF_ENDPOINT}, {@code HF_TOKEN}, {@code HF_TOKEN_PATH}, {@code HF_HUB_OFFLINE},
     * {@code HF_HUB_DISABLE_SYMLINKS}, the older names of these, and {@code METIS_STATS_URL}, a mirror of the
     * statistics.
     *
     * @param environment gives the value of a variable, or null
     * @param home the user's home folder
     * @return the settings
     * @throws ModelException if a variable has a value that cannot be meant
     */
    public static HubSettings from(UnaryOperator<String> environment, Path home) {
        Variables variables = new Variables(environment, home);
        Path cache = variables.path("XDG_CACHE_HOME").orElse(home.resolve(".cache"));
        Path hfHome = variables.path("HF_HOME").orElse(cache.resolve("huggingface"));
        return new HubSettings(
                variables
                        .path("HF_HUB_CACHE")
                        .or(() -> variables.path("HUGGINGFACE_HUB_CACHE"))
                        .orElse(hfHome.resolve("hub")),
                variables
                        .path("HF_ASSETS_CACHE")
                        .or(() -> variables.path("HUGGINGFACE_ASSETS_CACHE"))
                        .orElse(hfHome.resolve("assets")),
                variables.address("HF_ENDPOINT", DEFAULT_ENDPOINT),
                variables
                        .text("HF_TOKEN")
                        .or(() -> variables.text("HUGGING_FACE_HUB_TOKEN"))
                        .or(() -> tokenFile(variables.path("HF_TOKEN_PATH").orElse(hfHome.resolve("token"))))
                        .map(HubSettings::checkedToken),
                variables.isTrue("HF_HUB_OFFLINE"),
                !variables.isTrue("HF_HUB_DISABLE_SYMLINKS"),
                variables.address("METIS_STATS_URL", DEFAULT_STATS_URL));
    }

    private static Optional<String> tokenFile(Path file) {
        try {
            return Files.isRegularFile(file)
                    ? Optional.of(Files.readString(file).strip()).filter(token -> !token.isEmpty())
                    : Optional.empty();
        } catch (IOException e) {
            throw new ModelException(
                    "the hub's token cannot be read from " + file + ": " + e.getMessage()
                            + "; set HF_TOKEN, or remove the file",
                    e);
        }
    }

    /** The token becomes a header's value, where a line break would begin another header. */
    private static String checkedToken(String token) {
        if (!token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new ModelException("the hub's token (HF_TOKEN, or its file) holds a character that no token has");
        }
        return token;
    }

    /** Shows all but the token. */
    @Override
    public String toString() {
        return "HubSettings[hubCache=" + hubCache + ", assetsCache=" + assetsCache + ", endpoint=" + endpoint
                + ", token=" + (token.isPresent() ? "(given)" : "(none)") + ", offline=" + offline + ", symlinks="
                + symlinks + ", statsUrl=" + statsUrl + "]";
    }

    /** Variables, where one that is empty counts as not set. */
    private record Variables(UnaryOperator<String> environment, Path home) {
        Optional<String> text(String name) {
            return Optional.ofNullable(environment.apply(name))
                    .map(String::strip)
                    .filter(text -> !text.isEmpty());
        }

        Optional<Path> path(String name) {
            return text(name).map(text -> {
                try {
                    return text.equals("~") || text.startsWith("~/")
                            ? home.resolve("." + text.substring(1)).normalize()
                            : Path.of(text);
                } catch (InvalidPathException e) {
                    throw new ModelException(name + " is no path: " + text, e);
                }
            });
        }

        boolean isTrue(String name) {
            return text(name)
                    .map(text -> TRUE.contains(text.toUpperCase(Locale.ROOT)))
                    .orElse(false);
        }

        URI address(String name, String otherwise) {
            String text = text(name).orElse(otherwise).replaceFirst("/+$", "");
            try {
                URI address = new URI(text);
                if (address.getHost() != null
                        && ("https".equals(address.getScheme()) || "http".equals(address.getScheme()))) {
                    return address;
                }
            } catch (java.net.URISyntaxException e) {
                throw new ModelException(name + " is no address: " + text, e);
            }
            throw new ModelException(name + " must be an address that begins with https:// or http://, not " + text);
        }
    }
}
