package io.github.metis8d.io.hub;

import io.github.metis8d.ModelException;
import io.github.metis8d.ModelSource.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Holds the files of a checkpoint against their published hashes, all of each file being read. In the hub's cache the
 * hash is the name of the blob that a snapshot links to, that of the statistics is known, and of a file elsewhere none
 * is known.
 */
public final class CheckpointVerifier {
    private final ContentHash statistics;

    /** A verifier of published checkpoints. */
    public CheckpointVerifier() {
        this(Published.STATISTICS.hash());
    }

    CheckpointVerifier(ContentHash statistics) {
        this.statistics = statistics;
    }

    /**
     * Looks at every file. The network is not used.
     *
     * @param files the checkpoint
     * @param begun is told each file before it is read, which can take a while
     * @return what was found, file by file
     * @throws ModelException if an index of shards is damaged
     */
    public List<FileCheck> verify(Checkpoint files, Consumer<Path> begun) {
        List<FileCheck> checks = new ArrayList<>();
        for (String name : w2vBertFiles(files)) {
            checks.add(check(files.w2vBert().resolve(name), begun));
        }
        checks.add(check(files.semanticCodec(), begun));
        checks.add(checkStatistics(files.stats(), begun));
        files.config().ifPresent(config -> checks.add(check(config, begun)));
        return List.copyOf(checks);
    }

    private static List<String> w2vBertFiles(Checkpoint files) {
        try {
            return CheckpointCache.w2vBertFiles(files.w2vBert());
        } catch (IOException e) {
            throw new ModelException("the index of shards in " + files.w2vBert() + " cannot be read: " + e, e);
        }
    }

    private static FileCheck check(Path file, Consumer<Path> begun) {
        begun.accept(file);
        try {
            long size = Files.size(file);
            Optional<ContentHash> published = blobHash(file);
            if (published.isEmpty()) {
                ContentHash found = ContentHash.ofSha256(file);
                return new FileCheck(file, size, FileCheck.State.UNKNOWN, found + "; its published hash is not known");
            }
            return compare(file, size, published.get());
        } catch (IOException e) {
            return missing(file, e);
        }
    }

    private FileCheck checkStatistics(Path file, Consumer<Path> begun) {
        begun.accept(file);
        try {
            long size = Files.size(file);
            ContentHash found = statistics.sameKindOf(file);
            // In the cache it can only be the published file; elsewhere it may be meant to be another.
            boolean cached = file.endsWith(Path.of("metis8d", "amphion", "default", Published.STATS));
            return found.equals(statistics) || cached
                    ? compare(file, size, statistics)
                    : new FileCheck(file, size, FileCheck.State.UNKNOWN, found + "; not the published statistics");
        } catch (IOException e) {
            return missing(file, e);
        }
    }

    private static FileCheck compare(Path file, long size, ContentHash published) throws IOException {
        ContentHash found = published.sameKindOf(file);
        return found.equals(published)
                ? new FileCheck(file, size, FileCheck.State.WHOLE, found.toString())
                : new FileCheck(
                        file,
                        size,
                        FileCheck.State.DAMAGED,
                        found + " should be " + published.hex() + "; delete " + file.toRealPath()
                                + " and fetch the model again");
    }

    private static FileCheck missing(Path file, IOException e) {
        return new FileCheck(
                file, 0, FileCheck.State.MISSING, Files.exists(file) ? "cannot be read: " + e : "is not there");
    }

    /** The first link's target, not the last one's: a blob may itself be a link into a store that caches share. */
    private static Optional<ContentHash> blobHash(Path file) throws IOException {
        return Files.isSymbolicLink(file)
                ? ETag.of(Files.readSymbolicLink(file).getFileName().toString()).flatMap(ETag::hash)
                : Optional.empty();
    }
}
