package io.github.metis8d.io.hub;

import com.sun.net.httpserver.Headers;
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
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A hub on loopback that answers as the real one does: metadata in headers, small files from the hub itself, large ones
 * by a redirect to another host, which knows of ranges. What else may happen is put in a fault's place: in that of all
 * answers for a file ({@link #fail}), of the next few ({@link #failNext}, {@link #failContent}), or on the way of every
 * answer of the hub ({@link #passThrough}).
 */
final class FakeHub implements AutoCloseable {
    static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer hub = start(this::answer);
    private final HttpServer store = start(this::serve);
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private final Map<String, byte[]> blobs = new ConcurrentHashMap<>();
    private final Map<String, Fault> faults = new ConcurrentHashMap<>();
    private final Map<String, Queue<Fault>> nextFaults = new ConcurrentHashMap<>();
    private final Queue<Fault> storeFaults = new ArrayDeque<>();
    private final List<Proxy> proxies = new CopyOnWriteArrayList<>();

    /** Every request, in order. */
    final List<Request> requests = new CopyOnWriteArrayList<>();

    String commit = COMMIT;

    record Request(String host, String method, String path, Optional<String> token, Optional<String> range) {}

    /** Takes an answer's place; {@link Faults} has some. */
    interface Fault {
        void answer(HttpExchange exchange, byte[] content) throws IOException;
    }

    /** Changes the headers of an answer on its way. */
    interface Proxy {
        void change(HttpExchange exchange, Headers answer);
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

    void remove(String repository, String name) {
        files.remove("/" + repository + "/" + name);
    }

    /** Puts a file onto the other host alone. */
    URI putElsewhere(String name, byte[] content) {
        blobs.put("/" + name, content);
        return storeAddress("/" + name);
    }

    /** Answers the requests for one file of a repository, or for all of it where the name is empty. */
    void fail(String repository, String name, Fault fault) {
        faults.put("/" + repository + "/" + name, fault);
    }

    /** Answers the next request for one file of a repository, after those that were said before. */
    void failNext(String repository, String name, Fault fault) {
        nextFaults
                .computeIfAbsent("/" + repository + "/" + name, key -> new ConcurrentLinkedQueue<>())
                .add(fault);
    }

    /** Answers the next request for a large file's content. */
    void failContent(Fault fault) {
        storeFaults.add(fault);
    }

    /** Sends every answer of the hub through a proxy. */
    void passThrough(Proxy proxy) {
        proxies.add(proxy);
    }

    HubSettings settings(Path home, Map<String, String> more) {
        Map<String, String> environment = new TreeMap<>(more);
        environment.putIfAbsent("HF_ENDPOINT", address().toString());
        return HubSettings.from(environment::get, home);
    }

    /** The requests for large files' content. */
    List<Request> contentRequests() {
        return requests.stream().filter(r -> r.host().equals("store")).toList();
    }

    /** The hub's address. */
    URI address() {
        return URI.create("http://127.0.0.1:" + hub.getAddress().getPort());
    }

    /** An address on the other host. */
    URI storeAddress(String path) {
        return URI.create("http://localhost:" + store.getAddress().getPort() + path);
    }

    /** A network on which the other host is not reached. */
    void closeStore() {
        store.stop(0);
    }

    private void answer(HttpExchange exchange, byte[] unused) throws IOException {
        record(exchange, "hub");
        String path = exchange.getRequestURI().getPath();
        String[] parts = path.split("/resolve/[^/]+/", 2);
        String repository = parts[0];
        String key = repository + "/" + (parts.length == 2 ? parts[1] : "");
        Headers answer = exchange.getResponseHeaders();
        answer.set("X-Repo-Commit", commit);
        byte[] content = files.get(key);
        Optional<Fault> fault = Optional.ofNullable(nextFaults.get(key))
                .map(Queue::poll)
                .or(() -> Optional.ofNullable(faults.getOrDefault(key, faults.get(repository + "/"))));
        if (fault.isPresent()) {
            fault.get().answer(exchange, content);
        } else if (content == null) {
            answer.set("X-Error-Code", "EntryNotFound");
            exchange.sendResponseHeaders(404, -1);
        } else {
            String sha256 = Hashes.of(content, true).hex();
            if (blobs.containsKey("/" + sha256)) {
                answer.set("X-Linked-Etag", "\"" + sha256 + "\"");
                answer.set("X-Linked-Size", String.valueOf(content.length));
                answer.set("ETag", "\"of the redirect\"");
                answer.set("Location", storeAddress("/" + sha256 + "?signed=1").toString());
                proxies.forEach(proxy -> proxy.change(exchange, answer));
                exchange.sendResponseHeaders(302, -1);
            } else {
                answer.set("ETag", "\"" + Hashes.of(content, false).hex() + "\"");
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
        serveFrom(exchange, from(exchange), content);
    }

    /** The whole, or the part from a byte on. */
    static void serveFrom(HttpExchange exchange, int from, byte[] content) throws IOException {
        sendAsIs(exchange, rangeStatus(exchange, from, content), content, from, content.length - from);
    }

    /** The status of an answer from a byte on, for which it sets the header. */
    static int rangeStatus(HttpExchange exchange, int from, byte[] content) {
        if (from == 0) {
            return 200;
        }
        exchange.getResponseHeaders()
                .set("Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
        return 206;
    }

    /** Where the asked-for range begins. */
    static int from(HttpExchange exchange) {
        String range = exchange.getRequestHeaders().getFirst("Range");
        return range == null ? 0 : Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1"));
    }

    /** Sends through the proxies. Where one takes the length away, a content comes in chunks. */
    private void send(HttpExchange exchange, int status, byte[] content, int from, int length) throws IOException {
        Headers answer = exchange.getResponseHeaders();
        answer.set("Content-Length", String.valueOf(length));
        proxies.forEach(proxy -> proxy.change(exchange, answer));
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(status, -1);
        } else {
            exchange.sendResponseHeaders(status, answer.containsKey("Content-Length") ? length : 0);
            exchange.getResponseBody().write(content, from, length);
        }
    }

    static void sendAsIs(HttpExchange exchange, int status, byte[] content, int from, int length) throws IOException {
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
