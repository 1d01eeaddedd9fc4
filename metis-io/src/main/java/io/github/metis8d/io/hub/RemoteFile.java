package io.github.metis8d.io.hub;

import io.github.metis8d.HubRepository;
import java.net.URI;
import java.util.OptionalLong;

/**
 * A file on the hub.
 *
 * @param repository the repository, at the commit where the file was found
 * @param name its path in the repository
 * @param uri where its content is
 * @param size in bytes, if the hub says
 * @param etag what the hub calls its content
 */
record RemoteFile(HubRepository repository, String name, URI uri, OptionalLong size, ETag etag) {
    /** {@return what the file is, for people} */
    String title() {
        return repository.name() + "/" + name;
    }

    Download download() {
        return new Download(title(), uri, size, etag.hash());
    }
}
