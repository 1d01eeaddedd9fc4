package io.github.metis8d.io.hub;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How a server names a file's content, and the hub's cache its blob. The hub gives a hash; mirrors and proxies give
 * whatever they like.
 *
 * @param name as {@code huggingface_hub} takes it from the header, so that both find the same blob; safe as a file's name
 */
record ETag(String name) {
    private static final Pattern SAFE = Pattern.compile("[0-9A-Za-z][0-9A-Za-z._+=-]{0,199}");

    /** What servers append where they compress: Apache, Jetty and others. */
    private static final Pattern CODING =
            Pattern.compile("-{1,2}(?:gzip|deflate|df|br|zstd)$", Pattern.CASE_INSENSITIVE);

    /** {@return the name that a header gives; empty if it could be none} */
    static Optional<ETag> of(String header) {
        String bare = header.strip().replaceFirst("^[W/]+(?=\")", "").replaceAll("^\"+|\"+$", "");
        return SAFE.matcher(bare).matches() ? Optional.of(new ETag(bare)) : Optional.empty();
    }

    /** {@return what the content hashes to; empty if the name is none of the known hashes} */
    Optional<ContentHash> hash() {
        return ContentHash.parse(CODING.matcher(name).replaceFirst(""));
    }
}
