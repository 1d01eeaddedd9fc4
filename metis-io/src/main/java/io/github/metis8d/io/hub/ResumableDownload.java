package io.github.metis8d.io.hub;

import io.github.metis8d.ModelException;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Brings a file here in as many attempts as it takes, and gives it its name once it is known to be whole. */
final class ResumableDownload {
    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes ([0-9]{1,18})-[0-9]{1,18}/([0-9]{1,18}|\\*)");
    private static final int BUFFER = 1 << 17;

    private final HubHttp http;
    private final Retries retries;
    private final FetchListener listener;
    private final Duration stall;

    ResumableDownload(HubHttp http, Retries retries, FetchListener listener, Duration stall) {
        this.http = http;
        this.retries = retries;
        this.listener = listener;
        this.stall = stall;
    }

    /**
     * Fetches.
     *
     * @param what the content
     * @param partial gathers the bytes, and keeps them where this fails
     * @param destination the name that it gets when it is whole
     * @throws ModelException if what came is not what was promised
     * @throws IOException if the server or the disk fails for good
     */
    void run(Download what, Path partial, Path destination) throws IOException {
        Files.createDirectories(partial.getParent());
        Files.createDirectories(destination.getParent());
        boolean resumed = size(partial) > 0;
        if (size(partial) > what.size()) {
            Files.delete(partial);
        }
        fill(what, partial);
        if (resumed && !isWhole(what, partial)) {
            // The bytes of the earlier run may be what is wrong: once more, with none of them.
            Files.delete(partial);
            fill(what, partial);
        }
        if (!isWhole(what, partial)) {
            ContentHash came = what.hash().sameKindOf(partial);
            Files.delete(partial);
            throw new ModelException(what.title() + " arrived damaged: its " + came + " should be "
                    + what.hash().hex() + ". It was deleted; fetch it again, and if that does not help, something"
                    + " between here and " + what.uri().getHost() + " changes it.");
        }
        Files.move(partial, destination, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        listener.finished(what.title());
    }

    private boolean isWhole(Download what, Path partial) throws IOException {
        listener.checking(what.title());
        return what.hash().sameKindOf(partial).equals(what.hash());
    }

    private void fill(Download what, Path partial) throws IOException {
        listener.started(what.title(), size(partial), what.size());
        retries.fetch(
                () -> {
                    attempt(what, partial);
                    return null;
                },
                () -> size(partial));
    }

    private void attempt(Download what, Path partial) throws IOException {
        try (FileChannel file = FileChannel.open(partial, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            if (file.size() < what.size()) {
                receive(what, file);
            }
            file.force(true);
        }
    }

    private void receive(Download what, FileChannel file) throws IOException {
        HttpResponse<InputStream> response = http.get(what.uri(), file.size());
        try (StallGuard body = new StallGuard(response.body(), stall)) {
            file.truncate(start(what, response, file.size()));
            file.position(file.size());
            byte[] buffer = new byte[BUFFER];
            for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
                if (file.position() + n > what.size()) {
                    throw wrongLength(what, "more than " + file.position());
                }
                ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, n);
                while (bytes.hasRemaining()) {
                    file.write(bytes);
                }
                listener.advanced(what.title(), file.position(), what.size());
            }
        }
        if (file.position() < what.size()) {
            throw new IOException("the connection ended after " + file.position() + " of " + what.size() + " bytes");
        }
    }

    /** {@return the byte that the answer begins at, which is 0 where the server does not know of ranges} */
    private static long start(Download what, HttpResponse<?> response, long wanted) throws IOException {
        long length = response.headers().firstValueAsLong("Content-Length").orElse(-1);
        switch (response.statusCode()) {
            case 200 -> {
                if (length >= 0 && length != what.size()) {
                    throw wrongLength(what, Long.toString(length));
                }
                return 0;
            }
            case 206 -> {
                Matcher range = CONTENT_RANGE.matcher(
                        response.headers().firstValue("Content-Range").orElse(""));
                if (!range.matches() || Long.parseLong(range.group(1)) != wanted) {
                    throw new ModelException(what.uri().getHost() + " sent another part of " + what.title()
                            + " than it was asked for; fetch it again");
                }
                if (!range.group(2).equals("*") && Long.parseLong(range.group(2)) != what.size()) {
                    throw wrongLength(what, range.group(2));
                }
                return wanted;
            }
            default ->
                throw new ModelException(response.uri().getHost() + " answered " + response.statusCode()
                        + " to the request for the content of " + what.title());
        }
    }

    private static ModelException wrongLength(Download what, String found) {
        return new ModelException(what.title() + " has the wrong length: " + found + " bytes come, but " + what.size()
                + " were announced; fetch it again later");
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0;
        }
    }
}
