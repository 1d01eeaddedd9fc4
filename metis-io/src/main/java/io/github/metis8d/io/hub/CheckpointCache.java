package io.github.metis8d.io.hub;

import io.github.metis8d.HubRepository;
import io.github.metis8d.ModelSource.Checkpoint;
import io.github.metis8d.ModelSource.Hub;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds whole checkpoints in the cache. */
final class CheckpointCache {
    private final HubCache cache;
    private final StatisticsFile statistics;

    CheckpointCache(HubCache cache, StatisticsFile statistics) {
        this.cache = cache;
        this.statistics = statistics;
    }

    /** {@return the files of a published checkpoint; empty if any is missing} */
    Optional<Checkpoint> find(Hub source) {
        Optional<Path> w2vBert = w2vBert(source);
        Optional<Path> codec = codec(source);
        Optional<Path> stats = source.stats().or(statistics::cached);
        return w2vBert.isPresent() && codec.isPresent() && stats.isPresent()
                ? Optional.of(new Checkpoint(w2vBert.get(), codec.get(), stats.get(), source.config()))
                : Optional.empty();
    }

    /** {@return whether all is here of a published checkpoint that comes from repositories of the hub} */
    boolean hasRepositories(Hub source) {
        return w2vBert(source).isPresent() && codec(source).isPresent();
    }

    private Optional<Path> w2vBert(Hub source) {
        return snapshot(source.w2vBert()).filter(CheckpointCache::hasW2vBert);
    }

    private Optional<Path> codec(Hub source) {
        return source.semanticCodec().or(() -> snapshot(Published.CODEC)
                .map(folder -> folder.resolve(Published.CODEC_WEIGHTS))
                .filter(Files::exists));
    }

    private Optional<Path> snapshot(HubRepository repository) {
        return cache.commit(repository).map(commit -> cache.snapshot(repository, commit));
    }

    private static boolean hasW2vBert(Path folder) {
        try {
            return w2vBertFiles(folder).stream().allMatch(file -> Files.exists(folder.resolve(file)));
        } catch (IOException e) {
            return false; // an index that cannot be read is fetched again, and then reported
        }
    }

    /** {@return the names of the files that make up w2v-BERT in a folder, whether they are there or not} */
    static List<String> w2vBertFiles(Path folder) throws IOException {
        List<String> names = new ArrayList<>(List.of(Published.CONFIG));
        boolean hasProcessor = Files.exists(folder.resolve(Published.PROCESSOR));
        if (hasProcessor) {
            names.add(Published.PROCESSOR);
        }
        if (!hasProcessor || Files.exists(folder.resolve(Published.PREPROCESSOR))) {
            names.add(Published.PREPROCESSOR);
        }
        Path index = folder.resolve(Published.INDEX);
        if (Files.exists(folder.resolve(Published.WEIGHTS)) || !Files.exists(index)) {
            names.add(Published.WEIGHTS);
        } else {
            names.add(Published.INDEX);
            names.addAll(ShardIndex.shards(index));
        }
        return names;
    }
}
