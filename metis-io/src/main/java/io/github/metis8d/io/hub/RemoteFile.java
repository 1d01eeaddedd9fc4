package io.github.metis8d.io.hub;

import io.github.metis8d.HubRepository;
import java.net.URI;

/**
 * A file on the hub.
 *
 * @param repository the repository, at the commit where the file was found
 * @param name its path in the repository
 * @param uri where its content is
 * @param size in bytes
 * @param hash what its content hashes to
 */
record RemoteFile(HubRepository repository, String name, URI uri, long size, ContentHash hash) {
    /** {@return what the file is, for people} */
    String title() {
        return repository.name() + "/" + name;
    }

    Download download() {
        return new Download(title(), uri, size, hash);
    }
}
