package io.github.metis8d.io.hub;

import io.github.metis8d.ModelException;
import io.github.metis8d.io.files.WholeFile;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** Brings a file here in as many attempts as it takes, and gives it its name once it is known to be whole. */
final class ResumableDownload {
    private static final int BUFFER = 1 << 17;

    /** How often a server may refuse the rest of a file before the whole is asked for. */
    private static final int RANGE_FAILURES = 2;

    private final HubHttp http;
    private final Retries retries;
    private final FetchListener listener;

    ResumableDownload(HubHttp http, Retries retries, FetchListener listener) {
        this.http = http;
        this.retries = retries;
        this.listener = listener;
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
        if (what.size().isPresent() && size(partial) > what.size().getAsLong()) {
            Files.delete(partial);
        }
        boolean resumed = size(partial) > 0;
        fill(what, partial);
        if (resumed && !isWhole(what, partial)) {
            // The bytes of the earlier run may be what is wrong: once more, with none of them.
            Files.delete(partial);
            fill(what, partial);
        }
        if (!isWhole(what, partial)) {
            throw damaged(what, partial);
        }
        WholeFile.move(partial, destination);
        listener.finished(what.title());
    }

    private boolean isWhole(Download what, Path partial) throws IOException {
        if (what.hash().isEmpty()) {
            return true; // nothing to hold it against but its length, which has been
        }
        listener.checking(what.title());
        ContentHash promised = what.hash().get();
        return promised.sameKindOf(partial).equals(promised);
    }

    private static ModelException damaged(Download what, Path partial) throws IOException {
        ContentHash promised = what.hash().orElseThrow();
        ContentHash came = promised.sameKindOf(partial);
        Files.delete(partial);
        return new ModelException(what.title() + " arrived damaged: its " + came + " should be " + promised.hex()
                + ". It was deleted; fetch it again, and if that does not help, something between here and "
                + what.uri().getHost() + " changes it.");
    }

    private void fill(Download what, Path partial) throws IOException {
        listener.started(what.title(), size(partial), what.size().orElse(FetchListener.UNKNOWN));
        int[] rangeFailures = {0};
        retries.fetch(
                () -> {
                    try (PartialFile file = PartialFile.open(partial)) {
                        if (what.size().isEmpty() || file.size() < what.size().getAsLong()) {
                            receive(what, file);
                        }
                    } catch (RangeFailure e) {
                        rangeFailures[0]++;
                        if (rangeFailures[0] >= RANGE_FAILURES) {
                            Files.delete(partial); // else the same would happen for ever
                        }
                        throw e;
                    }
                    return null;
                },
                () -> size(partial));
    }

    private void receive(Download what, PartialFile file) throws IOException {
        HttpResponse<InputStream> response = http.get(what.uri(), file.size());
        Arrival arrival;
        try {
            arrival = Arrival.of(what, response, file.size());
        } catch (IOException | RuntimeException e) {
            response.body().close();
            throw e;
        }
        if (!arrival.hasContent()) {
            response.body().close();
            return;
        }
        file.keep(arrival.start());
        long have = arrival.start();
        try (InputStream body = http.body(response)) {
            byte[] buffer = new byte[BUFFER];
            for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
                if (isMore(have + n, arrival.size())) {
                    throw Arrival.wrongLength(what, "more than " + have);
                }
                file.write(buffer, n);
                have += n;
                listener.advanced(what.title(), have, arrival.size().orElse(FetchListener.UNKNOWN));
            }
        }
        if (arrival.size().isPresent() && have < arrival.size().getAsLong()) {
            throw new IOException("the connection ended after " + have + " of "
                    + arrival.size().getAsLong() + " bytes");
        }
    }

    private static boolean isMore(long bytes, OptionalLong size) {
        return size.isPresent() && bytes > size.getAsLong();
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0;
        }
    }
}
