package io.github.metis8d.io.hub;

import io.github.metis8d.HubRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Lists what the cache holds that the encoder could use: snapshots with a w2v-BERT 2.0, or with the codec. */
public final class CacheContents {
    private static final String PREFIX = "models--";
    private static final int CONFIG_LIMIT = 1 << 20;

    private final HubCache cache;
    private final StatisticsFile statistics;

    /**
     * Looks into the caches that the settings name.
     *
     * @param settings where they are
     */
    public CacheContents(HubSettings settings) {
        this.cache = new HubCache(settings.hubCache(), settings.symlinks());
        this.statistics = new StatisticsFile(settings.assetsCache(), Published.stats(settings.statsUrl()));
    }

    /** {@return the statistics, if they are here} */
    public Optional<Path> statistics() {
        return statistics.cached();
    }

    /**
     * {@return the snapshots, by name}
     *
     * @throws IOException if the cache cannot be read
     */
    public List<CachedRepository> repositories() throws IOException {
        List<CachedRepository> found = new ArrayList<>();
        for (Path folder : entries(cache.root())) {
            Optional<String> name = name(folder);
            if (name.isPresent()) {
                for (Path snapshot : entries(folder.resolve("snapshots"))) {
                    if (HubCache.isCommit(snapshot.getFileName().toString()) && isOfUse(name.get(), snapshot)) {
                        found.add(describe(folder, name.get(), snapshot));
                    }
                }
            }
        }
        return found;
    }

    private static Optional<String> name(Path folder) {
        String text = folder.getFileName().toString();
        if (!text.startsWith(PREFIX)) {
            return Optional.empty();
        }
        String name = text.substring(PREFIX.length()).replaceFirst("--", "/");
        try {
            return Optional.of(HubRepository.parse(name).name());
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // e.g. an old model without an owner
        }
    }

    private static boolean isOfUse(String name, Path snapshot) throws IOException {
        if (name.equals(Published.CODEC.name())) {
            return Files.exists(snapshot.resolve(Published.CODEC_WEIGHTS));
        }
        Path config = snapshot.resolve(Published.CONFIG);
        return Files.isRegularFile(config)
                && Files.size(config) < CONFIG_LIMIT
                && Files.readString(config).contains("\"wav2vec2-bert\"");
    }

    private static CachedRepository describe(Path folder, String name, Path snapshot) throws IOException {
        String commit = snapshot.getFileName().toString();
        List<String> revisions = new ArrayList<>();
        Path refs = folder.resolve("refs");
        for (Path ref : regularFiles(refs)) {
            if (Files.readString(ref).strip().equals(commit)) {
                revisions.add(refs.relativize(ref).toString().replace('\\', '/'));
            }
        }
        int files = 0;
        long bytes = 0;
        for (Path file : regularFiles(snapshot)) {
            files++;
            bytes += Files.size(file);
        }
        return new CachedRepository(new HubRepository(name, commit), revisions, files, bytes);
    }

    private static List<Path> entries(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(Files::isDirectory).sorted().toList();
        }
    }

    /** The files below a folder, links to files among them. */
    private static List<Path> regularFiles(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
