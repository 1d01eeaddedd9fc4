package io.github.metis8d.io.hub;

import java.net.URI;

/**
 * Content to be fetched.
 *
 * @param title what it is, for people
 * @param uri where it is
 * @param size in bytes
 * @param hash what it must hash to
 */
record Download(String title, URI uri, long size, ContentHash hash) {}
