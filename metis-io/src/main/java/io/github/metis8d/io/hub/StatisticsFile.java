package io.github.metis8d.io.hub;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the mean and variance of the hidden states, {@code wav2vec2bert_stats.pt}, are on this machine. They are no part
 * of a repository in the hub's cache, so they lie where the hub's own library puts what other libraries fetch:
 * {@code assets/metis8d/amphion/default} in {@code HF_HOME}.
 *
 * @param path the file, whether it is there or not
 */
record StatisticsFile(Path path) {
    /** {@return the file in a folder of what libraries fetch} */
    static StatisticsFile in(Path assets) {
        return new StatisticsFile(assets.toAbsolutePath()
                .resolve("metis8d")
                .resolve("amphion")
                .resolve("default")
                .resolve(Published.STATS));
    }

    /** {@return the file, if it is here} */
    Optional<Path> cached() {
        return Files.isRegularFile(path) ? Optional.of(path) : Optional.empty();
    }
}
