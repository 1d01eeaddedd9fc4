package io.github.metis8d.io.hub;

import io.github.metis8d.HubRepository;
import java.net.URI;

/**
 * The mean and variance of the hidden states, as they are published.
 *
 * @param origin the file in the source tree that it was made for
 * @param copy a repository of the hub that has the same file, under the name {@link Published#STATS}
 * @param hash what it hashes to, wherever it comes from
 */
record PublishedStatistics(URI origin, HubRepository copy, ContentHash hash) {}
