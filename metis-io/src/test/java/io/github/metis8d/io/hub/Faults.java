package io.github.metis8d.io.hub;

import java.io.ByteArrayOutputStream;
import java.util.zip.GZIPOutputStream;

/** What a hub, or who stands between, may answer in a right answer's place. */
final class Faults {
    private Faults() {}

    /** The first bytes of what was asked for, and then the end of the connection. */
    static FakeHub.Fault cutAfter(int bytes) {
        return (exchange, content) -> {
            int from = FakeHub.from(exchange);
            exchange.sendResponseHeaders(FakeHub.rangeStatus(exchange, from, content), content.length - from);
            exchange.getResponseBody().write(content, from, bytes);
            exchange.getResponseBody().flush();
        };
    }

    /** An answer without a content. */
    static FakeHub.Fault status(int status, String... headers) {
        return (exchange, content) -> {
            exchange.getResponseHeaders().remove("X-Repo-Commit");
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
            }
            exchange.sendResponseHeaders(status, -1);
        };
    }

    /** What is served in a file's place. */
    static FakeHub.Fault instead(byte[] other) {
        return (exchange, content) -> FakeHub.sendAsIs(exchange, 200, other, 0, other.length);
    }

    /** The file compressed, with its ETag as servers write it then, and in chunks, without a length. */
    static FakeHub.Fault compressed(String etag) {
        return (exchange, content) -> {
            exchange.getResponseHeaders().set("ETag", etag);
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
            if (exchange.getRequestMethod().equals("HEAD")) {
                exchange.sendResponseHeaders(200, -1);
                return;
            }
            ByteArrayOutputStream gzip = new ByteArrayOutputStream();
            try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
                out.write(content);
            }
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(gzip.toByteArray());
        };
    }

    /** The end of the file from a byte that nobody asked for. */
    static FakeHub.Fault partFrom(int start) {
        return (exchange, content) -> FakeHub.serveFrom(exchange, start, content);
    }
}
