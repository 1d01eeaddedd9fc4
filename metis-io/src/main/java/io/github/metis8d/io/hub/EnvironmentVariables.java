package io.github.metis8d.io.hub;

import io.github.metis8d.ModelException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The variables of an environment, read as Python reads them; one that is empty counts as not set. An error names the
 * variable.
 *
 * @param values gives the value of a variable, or null
 * @param home the user's home folder
 */
record EnvironmentVariables(UnaryOperator<String> values, Path home) {
    private static final Set<String> TRUE = Set.of("1", "ON", "YES", "TRUE");
    private static final Pattern REFERENCE = Pattern.compile("\\$(?:([A-Za-z0-9_]+)|\\{([^}]*)})");

    Optional<String> text(String name) {
        return Optional.ofNullable(values.apply(name)).map(String::strip).filter(text -> !text.isEmpty());
    }

    boolean isTrue(String name) {
        return text(name)
                .map(text -> TRUE.contains(text.toUpperCase(Locale.ROOT)))
                .orElse(false);
    }

    /** {@return a path} A {@code ~} at its beginning, {@code $NAME} and {@code ${NAME}} are put in. */
    Optional<Path> path(String name) {
        return text(name).map(text -> {
            try {
                return text.equals("~") || text.startsWith("~/")
                        ? home.resolve("." + expanded(text.substring(1))).normalize()
                        : Path.of(expanded(text));
            } catch (InvalidPathException e) {
                throw new ModelException(name + " is no path: " + text, e);
            }
        });
    }

    /** Puts the values of other variables in; a variable that is not set stays as it is written. */
    private String expanded(String text) {
        return REFERENCE
                .matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(
                        Optional.ofNullable(values.apply(found.group(1) != null ? found.group(1) : found.group(2)))
                                .orElse(found.group())));
    }

    /** {@return a web address, without a slash at the end} */
    Optional<URI> address(String name) {
        return text(name).map(text -> address(name, text.replaceFirst("/+$", "")));
    }

    private static URI address(String name, String text) {
        if (!text.contains("://")) {
            throw new ModelException(name + " is \"" + text + "\", which does not say how to talk to that host: write"
                    + " https://" + text + ", or http://" + text);
        }
        URI address;
        try {
            address = new URI(text);
        } catch (URISyntaxException e) {
            throw new ModelException(name + " is no address: " + text, e);
        }
        if (!"https".equals(address.getScheme()) && !"http".equals(address.getScheme())) {
            throw new ModelException(name + " must be an address that begins with https:// or http://, not " + text);
        }
        if (address.getHost() == null) {
            throw new ModelException(name + " is " + text + ": " + WebAddress.noHost(address));
        }
        return address;
    }
}
