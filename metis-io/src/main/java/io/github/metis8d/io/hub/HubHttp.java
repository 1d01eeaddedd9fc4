package io.github.metis8d.io.hub;

import io.github.metis8d.ModelException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * One request and its redirects. The token goes to the hub's own address and nowhere else, and no redirect leads from
 * https to http.
 */
final class HubHttp {
    private static final int MAX_REDIRECTS = 10;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(15);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);

    private final HubSettings settings;
    private final HttpClient client;

    HubHttp(HubSettings settings) {
        this.settings = settings;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(ProxySelector.getDefault())
                .connectTimeout(CONNECT_TIMEOUT)
                .build();
    }

    /**
     * Asks for a file's headers.
     *
     * @param enough whether a redirect says all that is wanted, so that it need not be followed
     * @throws TransientFailure if the server asks for patience
     */
    HttpResponse<InputStream> head(URI uri, Predicate<HttpResponse<?>> enough) throws IOException {
        return exchange("HEAD", uri, 0, enough);
    }

    /**
     * Asks for a file's content.
     *
     * @param from the first byte that is wanted
     * @throws TransientFailure if the server asks for patience
     */
    HttpResponse<InputStream> get(URI uri, long from) throws IOException {
        return exchange("GET", uri, from, redirect -> false);
    }

    private HttpResponse<InputStream> exchange(String method, URI uri, long from, Predicate<HttpResponse<?>> enough)
            throws IOException {
        URI next = uri;
        for (int hop = 0; hop <= MAX_REDIRECTS; hop++) {
            HttpResponse<InputStream> response = send(request(method, next, from));
            if (response.statusCode() / 100 != 3 || enough.test(response)) {
                refuseIfTransient(response);
                return response;
            }
            response.body().close();
            int status = response.statusCode();
            URI asked = next;
            next = target(
                    asked,
                    response.headers()
                            .firstValue("Location")
                            .orElseThrow(() -> new IOException(
                                    asked.getHost() + " answered " + status + " but named no other address")));
        }
        throw new ModelException("more than " + MAX_REDIRECTS + " redirects from " + uri + "; check HF_ENDPOINT");
    }

    private HttpRequest request(String method, URI uri, long from) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .method(method, BodyPublishers.noBody())
                .timeout(ANSWER_TIMEOUT)
                .header("User-Agent", "metis8d; java/" + Runtime.version().feature())
                .header("Accept-Encoding", "identity"); // else the length would be that of the compressed form
        if (from > 0) {
            request.header("Range", "bytes=" + from + "-");
        }
        settings.token()
                .filter(token -> isHub(uri))
                .ifPresent(token -> request.header("Authorization", "Bearer " + token));
        return request.build();
    }

    private boolean isHub(URI uri) {
        URI hub = settings.endpoint();
        return hub.getScheme().equals(uri.getScheme())
                && hub.getHost().equalsIgnoreCase(uri.getHost())
                && port(hub) == port(uri);
    }

    private static int port(URI uri) {
        if (uri.getPort() >= 0) {
            return uri.getPort();
        }
        return "https".equals(uri.getScheme()) ? 443 : 80;
    }

    private HttpResponse<InputStream> send(HttpRequest request) throws IOException {
        try {
            return client.send(request, BodyHandlers.ofInputStream());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ModelException("interrupted while asking " + request.uri().getHost(), e);
        }
    }

    /** {@return the address that a redirect leads to} */
    static URI target(URI from, String location) throws IOException {
        URI target;
        try {
            target = from.resolve(location);
        } catch (IllegalArgumentException e) {
            throw new IOException(from.getHost() + " redirects to what is no address", e);
        }
        boolean http = "http".equalsIgnoreCase(target.getScheme());
        if (target.getHost() == null || !http && !"https".equalsIgnoreCase(target.getScheme())) {
            throw new ModelException(from.getHost() + " redirects to " + target + ", which is no web address");
        }
        if (http && "https".equalsIgnoreCase(from.getScheme())) {
            throw new ModelException(from.getHost() + " redirects from https to http (" + target.getHost()
                    + "), which is refused; check HF_ENDPOINT and the proxy");
        }
        return target;
    }

    private static void refuseIfTransient(HttpResponse<InputStream> response) throws IOException {
        int status = response.statusCode();
        if (status == 408 || status == 429 || status >= 500) {
            response.body().close();
            throw new TransientFailure(
                    response.uri().getHost() + " answered " + status + (status == 429 ? " (too many requests)" : ""),
                    response.headers()
                            .firstValue("Retry-After")
                            .flatMap(HubHttp::retryAfter)
                            .orElse(Duration.ZERO));
        }
    }

    /** Seconds, or a date. */
    private static Optional<Duration> retryAfter(String text) {
        try {
            return text.strip().matches("[0-9]{1,9}")
                    ? Optional.of(Duration.ofSeconds(Long.parseLong(text.strip())))
                    : Optional.of(Duration.between(
                            Instant.now(),
                            ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                                    .toInstant()));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
