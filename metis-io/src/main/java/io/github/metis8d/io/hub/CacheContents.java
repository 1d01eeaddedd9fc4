package io.github.metis8d.io.hub;

import io.github.metis8d.HubRepository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the cache holds that the encoder could use: snapshots with a w2v-BERT 2.0, or with the codec.
 *
 * @param repositories the snapshots, by name
 * @param statistics the statistics, if they are here
 * @param problems what cannot be looked into, in words; the cache is shared with other programs, and with other users
 */
public record CacheContents(List<CachedRepository> repositories, Optional<Path> statistics, List<String> problems) {
    private static final String PREFIX = "models--";
    private static final int CONFIG_LIMIT = 1 << 20;

    /**
     * Copies the lists.
     *
     * @param repositories not null
     * @param statistics not null
     * @param problems not null
     */
    public CacheContents {
        repositories = List.copyOf(repositories);
        problems = List.copyOf(problems);
    }

    /**
     * Looks into the caches that the settings name.
     *
     * @param settings where they are
     * @return what is there
     * @throws IOException if the folder of all repositories cannot be read
     */
    public static CacheContents of(HubSettings settings) throws IOException {
        List<CachedRepository> found = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (Path folder : folders(new HubCache(settings.hubCache(), settings.symlinks()).root())) {
            Optional<String> name = name(folder);
            if (name.isPresent()) {
                try {
                    found.addAll(snapshots(folder, name.get()));
                } catch (IOException e) {
                    problems.add(problem(folder, e));
                } catch (UncheckedIOException e) {
                    problems.add(problem(folder, e.getCause()));
                }
            }
        }
        return new CacheContents(
                found, StatisticsFile.in(settings.assetsCache()).cached(), problems);
    }

    private static String problem(Path folder, IOException e) {
        return folder + " cannot be looked into: "
                + (e instanceof AccessDeniedException denied ? denied.getFile() + ": permission denied" : e.toString());
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

    private static List<CachedRepository> snapshots(Path folder, String name) throws IOException {
        List<CachedRepository> found = new ArrayList<>();
        for (Path snapshot : folders(folder.resolve("snapshots"))) {
            if (HubCache.isCommit(snapshot.getFileName().toString()) && isOfUse(name, snapshot)) {
                found.add(describe(folder, name, snapshot));
            }
        }
        return found;
    }

    private static boolean isOfUse(String name, Path snapshot) throws IOException {
        if (name.equals(Published.CODEC.name())) {
            return Files.exists(snapshot.resolve(Published.CODEC_WEIGHTS));
        }
        Path config = snapshot.resolve(Published.CONFIG);
        return Files.isRegularFile(config)
                && Files.size(config) < CONFIG_LIMIT
                && text(config).contains("\"wav2vec2-bert\"");
    }

    private static CachedRepository describe(Path folder, String name, Path snapshot) throws IOException {
        String commit = snapshot.getFileName().toString();
        List<String> revisions = new ArrayList<>();
        Path refs = folder.resolve("refs");
        for (Path ref : regularFiles(refs)) {
            if (text(ref).strip().equals(commit)) {
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

    /** A small file's text. In a foreign repository it may be in any encoding; what is looked for here is in ASCII. */
    private static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.ISO_8859_1);
    }

    private static List<Path> folders(Path folder) throws IOException {
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
