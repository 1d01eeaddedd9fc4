package io.github.metis8d.io.hub;

import io.github.metis8d.ModelException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.function.Predicate;
import javax.net.ssl.SSLException;

/**
 * One request and its redirects. The token goes to the hub's own address and nowhere else, and no redirect leads from
 * https to http.
 */
final class HubHttp {
    private static final int MAX_REDIRECTS = 10;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(15);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);

    private final HubSettings settings;
    private final Duration stall;
    private final HttpClient client;

    /**
     * @param settings whom the token is for
     * @param stall how long nothing may come of a content
     */
    HubHttp(HubSettings settings, Duration stall) {
        this.settings = settings;
        this.stall = stall;
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

    /** {@return the content of an answer, whose silence is an error} */
    InputStream body(HttpResponse<InputStream> response) throws IOException {
        ContentCoding coding = ContentCoding.of(response);
        StallGuard guarded = new StallGuard(response.body(), stall);
        try {
            return coding.decoded(guarded);
        } catch (IOException e) {
            guarded.close();
            throw e;
        }
    }

    /**
     * Reads something small whole.
     *
     * @param limit the bytes that it has at most
     * @throws IOException if it has more, or the server does not give it
     */
    byte[] read(URI uri, int limit) throws IOException {
        HttpResponse<InputStream> response = get(uri, 0);
        if (response.statusCode() != 200) {
            response.body().close();
            throw new ModelException(response.uri().getHost() + " answered " + response.statusCode());
        }
        try (InputStream body = body(response)) {
            byte[] content = body.readNBytes(limit + 1);
            if (content.length > limit) {
                throw new ModelException("more came than the " + limit + " bytes that it can have");
            }
            return content;
        }
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
            next = WebAddress.redirect(
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
        if (isHub(uri)) {
            settings.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
        }
        return request.build();
    }

    private boolean isHub(URI uri) {
        return WebAddress.isSameServer(settings.endpoint(), uri);
    }

    private HttpResponse<InputStream> send(HttpRequest request) throws IOException {
        String host = request.uri().getHost();
        try {
            return client.send(request, BodyHandlers.ofInputStream());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ModelException("interrupted while asking " + host, e);
        } catch (ConnectException | HttpConnectTimeoutException | SSLException e) {
            throw new Unreachable(host, e);
        } catch (IOException e) {
            throw new IOException(host + ": " + Retries.reason(e), e);
        }
    }

    private void refuseIfTransient(HttpResponse<InputStream> response) throws IOException {
        int status = response.statusCode();
        if (status == 408 || status == 429 || status >= 500) {
            response.body().close();
            String why = status != 429
                    ? ""
                    : isHub(response.uri()) && settings.token().isEmpty()
                            ? " (too many requests; with a token, HF_TOKEN, it allows more)"
                            : " (too many requests)";
            throw new TransientFailure(
                    response.uri().getHost() + " answered " + status + why, RetryAdvice.of(response.headers()));
        }
    }
}
