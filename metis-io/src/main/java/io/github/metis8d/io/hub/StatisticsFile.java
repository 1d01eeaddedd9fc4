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
    private final Path file;
    private final Download published;

    /**
     * @param assets the folder of what libraries fetch
     * @param published the file to fetch
     */
    StatisticsFile(Path assets, Download published) {
        this.file = assets.toAbsolutePath()
                .resolve("metis8d")
                .resolve("amphion")
                .resolve("default")
                .resolve(Published.STATS);
        this.published = published;
    }

    /** {@return the file, if it is here} */
    Optional<Path> cached() {
        return Files.isRegularFile(file) ? Optional.of(file) : Optional.empty();
    }

    /** {@return where the file comes from, and what it hashes to} */
    Download published() {
        return published;
    }

    void fetch(ResumableDownload download, FetchListener listener) throws IOException {
        Path lockFile = file.resolveSibling(Published.STATS + ".lock");
        try (FetchLock lock = FetchLock.take(lockFile, Published.STATS, listener)) {
            if (!Files.exists(file)) {
                download.run(published, file.resolveSibling(Published.STATS + ".incomplete"), file);
            }
        }
    }
}
