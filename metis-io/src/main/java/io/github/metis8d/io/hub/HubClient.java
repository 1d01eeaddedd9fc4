package io.github.metis8d.io.hub;

import io.github.metis8d.HubRepository;
import io.github.metis8d.ModelException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.OptionalLong;

/** Asks the hub what a file of a repository is. */
final class HubClient {
    private static final String COMMIT = "X-Repo-Commit";
    private static final String LINKED_ETAG = "X-Linked-Etag";
    private static final String LINKED_SIZE = "X-Linked-Size";
    private static final long MAX_SIZE = 1L << 40;

    private final HubSettings settings;
    private final HubHttp http;
    private final Retries retries;

    HubClient(HubSettings settings, HubHttp http, Retries retries) {
        this.settings = settings;
        this.http = http;
        this.retries = retries;
    }

    /**
     * Asks for a file.
     *
     * @return the file, in the repository at the commit where it was found; empty if the repository has no such file
     * @throws ModelException if the hub refuses, or answers what no hub would
     * @throws IOException if the hub cannot be reached
     */
    Optional<RemoteFile> find(HubRepository repository, String name) throws IOException {
        HttpResponse<InputStream> response = retries.ask(() -> http.head(uri(repository, name), HubClient::saysAll));
        response.body().close();
        int status = response.statusCode();
        if (status >= 400) {
            HubRefusal refusal = new HubRefusal(settings, repository, name);
            if (status == 404 && refusal.lacksOnlyTheFile(response.headers())) {
                return Optional.empty();
            }
            throw refusal.of(status, response.headers());
        }
        return Optional.of(describe(repository, name, response));
    }

    /** A redirect to where the content is says what it is; one within the hub is to another name of the same. */
    private static boolean saysAll(HttpResponse<?> redirect) {
        HttpHeaders headers = redirect.headers();
        return headers.firstValue(COMMIT).isPresent()
                && (headers.firstValue(LINKED_ETAG).isPresent()
                        || headers.firstValue("ETag").isPresent() && leadsElsewhere(redirect));
    }

    private static boolean leadsElsewhere(HttpResponse<?> redirect) {
        try {
            String location = redirect.headers().firstValue("Location").orElse("");
            return !WebAddress.isSameServer(redirect.uri(), WebAddress.redirect(redirect.uri(), location));
        } catch (IOException e) {
            return false; // which is reported when it is followed
        }
    }

    /** {@return the address of a file's content} */
    URI uri(HubRepository repository, String name) {
        return URI.create(settings.endpoint() + "/" + repository.name() + "/resolve/"
                + repository.revision().replace("/", "%2F") + "/" + name);
    }

    private RemoteFile describe(HubRepository repository, String name, HttpResponse<?> response) {
        HttpHeaders headers = response.headers();
        String commit = headers.firstValue(COMMIT)
                .filter(HubCache::isCommit)
                .orElseThrow(() -> notAHub(repository, name, COMMIT, "a commit"));
        ETag etag = headers.firstValue(LINKED_ETAG)
                .or(() -> headers.firstValue("ETag"))
                .flatMap(ETag::of)
                .orElseThrow(() -> notAHub(repository, name, "ETag", "the name of a content"));
        HubRepository found = repository.at(commit);
        return new RemoteFile(found, name, uri(found, name), size(repository, name, response), etag);
    }

    /** Proxies that could compress leave the length out, or give that of the compressed form; the content will tell. */
    private OptionalLong size(HubRepository repository, String name, HttpResponse<?> response) {
        Optional<String> linked = response.headers().firstValue(LINKED_SIZE);
        boolean isContent = response.statusCode() == 200 && ContentCoding.of(response) == ContentCoding.IDENTITY;
        Optional<String> text =
                linked.isEmpty() && isContent ? response.headers().firstValue("Content-Length") : linked;
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        if (!text.get().matches("[0-9]{1,13}") || Long.parseLong(text.get()) > MAX_SIZE) {
            throw notAHub(repository, name, linked.isPresent() ? LINKED_SIZE : "Content-Length", "a size");
        }
        return OptionalLong.of(Long.parseLong(text.get()));
    }

    private ModelException notAHub(HubRepository repository, String name, String header, String what) {
        return new ModelException("the answer to " + uri(repository, name) + " is not that of a Hugging Face hub: "
                + header + " is not " + what + "; check HF_ENDPOINT, the proxy and the firewall");
    }
}
