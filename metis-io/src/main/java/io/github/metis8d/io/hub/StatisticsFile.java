package io.github.metis8d.io.hub;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The mean and variance of the hidden states, {@code wav2vec2bert_stats.pt}. It is not on the hub, so it lies where the
 * hub's own library puts what other libraries fetch: {@code assets/metis8d/amphion/default} in {@code HF_HOME}.
 */
final class StatisticsFile {
    private final HubSettings settings;
    private final Path file;

    StatisticsFile(HubSettings settings) {
        this.settings = settings;
        this.file = settings.assetsCache()
                .toAbsolutePath()
                .resolve("metis8d")
                .resolve("amphion")
                .resolve("default")
                .resolve(Published.STATS);
    }

    /** {@return the file, if it is here} */
    Optional<Path> cached() {
        return Files.isRegularFile(file) ? Optional.of(file) : Optional.empty();
    }

    /** {@return where the file is, or would be} */
    Path path() {
        return file;
    }

    Path fetch(ResumableDownload download, FetchListener listener) throws IOException {
        try (FetchLock lock = FetchLock.take(file.resolveSibling("." + Published.STATS + ".lock"), "it", listener)) {
            if (!Files.exists(file)) {
                download.run(
                        new Download(Published.STATS, settings.statsUrl(), Published.STATS_SIZE, Published.STATS_HASH),
                        file.resolveSibling(Published.STATS + ".incomplete"),
                        file);
            }
        }
        return file;
    }
}
