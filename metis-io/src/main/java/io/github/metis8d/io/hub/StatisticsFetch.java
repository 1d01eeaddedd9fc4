package io.github.metis8d.io.hub;

import io.github.metis8d.ModelException;
import io.github.metis8d.io.files.ProcessLock;
import io.github.metis8d.io.files.WholeFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Brings the statistics here: from {@code METIS_STATS_URL} where that is set; else from the hub, which is reached anyway,
 * and only if that has none from their origin on another host. Their hash is known, so it does not matter who gives them.
 */
final class StatisticsFetch {
    private static final int MAX_BYTES = 1 << 20;

    private final HubSettings settings;
    private final HubClient client;
    private final HubHttp http;
    private final Retries retries;
    private final StatisticsFile file;
    private final PublishedStatistics published;

    StatisticsFetch(
            HubSettings settings,
            HubClient client,
            HubHttp http,
            Retries retries,
            StatisticsFile file,
            PublishedStatistics published) {
        this.settings = settings;
        this.client = client;
        this.http = http;
        this.retries = retries;
        this.file = file;
        this.published = published;
    }

    /** {@return the addresses that are asked, in this order} */
    List<URI> addresses() {
        return settings.statsUrl()
                .map(List::of)
                .orElseGet(() -> List.of(client.uri(published.copy(), Published.STATS), published.origin()));
    }

    /**
     * Fetches the file if it is not here.
     *
     * @throws ModelException if nobody gives it; the message says who was asked, and what to do
     * @throws IOException if it cannot be written
     */
    void run(FetchListener listener) throws IOException {
        Path lockFile = file.path().resolveSibling(Published.STATS + ".lock");
        try (ProcessLock lock = FetchLock.take(lockFile, Published.STATS, listener)) {
            if (file.cached().isEmpty()) {
                byte[] content = content();
                listener.started(Published.STATS, 0, content.length);
                WholeFile.write(file.path(), WholeFile.beside(file.path(), ".incomplete"), out -> out.write(content));
                listener.finished(Published.STATS);
            }
        }
    }

    private byte[] content() {
        List<String> refusals = new ArrayList<>();
        for (URI address : addresses()) {
            Optional<byte[]> content = from(address, refusals);
            if (content.isPresent()) {
                return content.get();
            }
        }
        throw new ModelException("the statistics " + Published.STATS
                + " cannot be fetched; all else that the model needs is here.\n  " + String.join("\n  ", refusals)
                + "\nGet the file some other way, from " + published.origin() + ", and name it by --stats FILE, or save"
                + " it as " + file.path() + "; or set METIS_STATS_URL to an address that can be reached.");
    }

    private Optional<byte[]> from(URI address, List<String> refusals) {
        try {
            byte[] content = retries.ask(() -> http.read(address, MAX_BYTES));
            ContentHash came = ContentHash.ofSha256(content);
            if (came.equals(published.hash())) {
                return Optional.of(content);
            }
            refusals.add(address + ": this is another file, or damaged: its " + came + " should be "
                    + published.hash().hex());
        } catch (IOException e) {
            refusals.add(address + ": " + Retries.reason(e));
        } catch (ModelException e) {
            refusals.add(address + ": " + e.getMessage());
        }
        return Optional.empty();
    }
}
