package io.github.metis8d.io.hub;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A hub on loopback that answers as the real one does: metadata in headers, small files from the hub itself, large ones
 * by a redirect to another host, which knows of ranges.
 */
final class FakeHub implements AutoCloseable {
    static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer hub = start(this::answer);
    private final HttpServer store = start(this::serve);
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private final Map<String, byte[]> blobs = new ConcurrentHashMap<>();
    private final Map<String, Fault> hubFaults = new ConcurrentHashMap<>();
    private final Queue<Fault> storeFaults = new ArrayDeque<>();

    /** Every request, in order: "METHOD HOST PATH" and the headers that matter. */
    final List<Request> requests = new CopyOnWriteArrayList<>();

    String commit = COMMIT;

    record Request(String host, String method, String path, Optional<String> token, Optional<String> range) {}

    /** Takes an answer's place. */
    interface Fault {
        void answer(HttpExchange exchange, byte[] content) throws IOException;
    }

    private HttpServer start(Fault handler) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setExecutor(threads);
            server.createContext("/", exchange -> {
                try (exchange) {
                    handler.answer(exchange, null);
                }
            });
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts a file into a repository. Large ones get a SHA-256 and lie on the other host. */
    ContentHash put(String repository, String name, byte[] content, boolean large) {
        ContentHash hash = Hashes.of(content, large);
        files.put("/" + repository + "/" + name, content);
        if (large) {
            blobs.put("/" + hash.hex(), content);
        }
        return hash;
    }

    /** Puts a file onto the other host alone. */
    URI putElsewhere(String name, byte[] content) {
        blobs.put("/" + name, content);
        return address(store, "/" + name);
    }

    /** Answers the requests for one file of a repository, or for all of it where the name is empty. */
    void fail(String repository, String name, Fault fault) {
        hubFaults.put("/" + repository + "/" + name, fault);
    }

    /** Answers the next request for a large file's content. */
    void failContent(Fault fault) {
        storeFaults.add(fault);
    }

    HubSettings settings(Path home, Map<String, String> more) {
        Map<String, String> environment = new TreeMap<>(more);
        environment.putIfAbsent("HF_ENDPOINT", address(hub, "").toString());
        return HubSettings.from(environment::get, home);
    }

    List<Request> contentRequests() {
        return requests.stream().filter(r -> r.host().equals("store")).toList();
    }

    private static URI address(HttpServer server, String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    private void answer(HttpExchange exchange, byte[] unused) throws IOException {
        record(exchange, "hub");
        String path = exchange.getRequestURI().getPath();
        String[] parts = path.split("/resolve/[^/]+/", 2);
        String repository = parts[0];
        String key = repository + "/" + (parts.length == 2 ? parts[1] : "");
        exchange.getResponseHeaders().set("X-Repo-Commit", commit);
        Fault fault = hubFaults.getOrDefault(key, hubFaults.get(repository + "/"));
        byte[] content = files.get(key);
        if (fault != null) {
            fault.answer(exchange, content);
        } else if (content == null) {
            exchange.getResponseHeaders().set("X-Error-Code", "EntryNotFound");
            exchange.sendResponseHeaders(404, -1);
        } else {
            Optional<String> large =
                    Optional.of(Hashes.of(content, true).hex()).filter(h -> blobs.containsKey("/" + h));
            if (large.isPresent()) {
                exchange.getResponseHeaders().set("X-Linked-Etag", "\"" + large.get() + "\"");
                exchange.getResponseHeaders().set("X-Linked-Size", String.valueOf(content.length));
                exchange.getResponseHeaders().set("ETag", "\"of the redirect\"");
                exchange.getResponseHeaders()
                        .set(
                                "Location",
                                address(store, "/" + large.get() + "?signed=1").toString());
                exchange.sendResponseHeaders(302, -1);
            } else {
                exchange.getResponseHeaders()
                        .set("ETag", "\"" + Hashes.of(content, false).hex() + "\"");
                send(exchange, 200, content, 0, content.length);
            }
        }
    }

    private void serve(HttpExchange exchange, byte[] unused) throws IOException {
        record(exchange, "store");
        byte[] content = blobs.get(exchange.getRequestURI().getPath());
        Fault fault;
        synchronized (storeFaults) {
            fault = storeFaults.poll();
        }
        if (fault != null) {
            fault.answer(exchange, content);
        } else if (content == null) {
            exchange.sendResponseHeaders(404, -1);
        } else {
            serveRange(exchange, content);
        }
    }

    /** The whole, or from where it was asked for. */
    static void serveRange(HttpExchange exchange, byte[] content) throws IOException {
        int from = from(exchange);
        if (from > 0) {
            exchange.getResponseHeaders()
                    .set("Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
        }
        send(exchange, from > 0 ? 206 : 200, content, from, content.length - from);
    }

    /** The first bytes of what was asked for, and then the end of the connection. */
    static Fault cutAfter(int bytes) {
        return (exchange, content) -> {
            int from = from(exchange);
            if (from > 0) {
                exchange.getResponseHeaders()
                        .set("Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
            }
            exchange.sendResponseHeaders(from > 0 ? 206 : 200, content.length - from);
            exchange.getResponseBody().write(content, from, bytes);
            exchange.getResponseBody().flush();
        };
    }

    static Fault status(int status, String... headers) {
        return (exchange, content) -> {
            exchange.getResponseHeaders().remove("X-Repo-Commit");
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
            }
            exchange.sendResponseHeaders(status, -1);
        };
    }

    /** What is served in a file's place. */
    static Fault instead(byte[] other) {
        return (exchange, content) -> send(exchange, 200, other, 0, other.length);
    }

    /** Where the asked-for range begins. */
    static int from(HttpExchange exchange) {
        String range = exchange.getRequestHeaders().getFirst("Range");
        return range == null ? 0 : Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1"));
    }

    private static void send(HttpExchange exchange, int status, byte[] content, int from, int length)
            throws IOException {
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", String.valueOf(length));
            exchange.sendResponseHeaders(status, -1);
        } else {
            exchange.sendResponseHeaders(status, length == 0 ? -1 : length);
            exchange.getResponseBody().write(content, from, length);
        }
    }

    private void record(HttpExchange exchange, String host) {
        requests.add(new Request(
                host,
                exchange.getRequestMethod(),
                exchange.getRequestURI().getPath(),
                Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization")),
                Optional.ofNullable(exchange.getRequestHeaders().getFirst("Range"))));
    }

    /** The files of a folder, below the root of the other host or not, as a person would look at them. */
    static List<String> tree(Path folder) throws IOException {
        try (var all = Files.walk(folder)) {
            return all.filter(file -> !Files.isDirectory(file))
                    .map(file -> folder.relativize(file).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        }
    }

    @Override
    public void close() {
        hub.stop(0);
        store.stop(0);
        threads.shutdownNow();
    }
}
