package io.github.metis8d.io.hub;

import java.net.URI;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Content to be fetched.
 *
 * @param title what it is, for people
 * @param uri where it is
 * @param size in bytes, if it is known
 * @param hash what it must hash to, if that is known
 */
record Download(String title, URI uri, OptionalLong size, Optional<ContentHash> hash) {}
