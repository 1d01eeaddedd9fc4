package io.github.metis8d.io;

import io.github.metis8d.Latents;
import io.github.metis8d.MetisException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A folder of NumPy files, one for each audio file, in the same folders. A file gets its name when it is whole, so a job
 * that was killed goes on with those that are not there. When it is finished, {@code success.json} lists what is there.
 */
final class NpyOutput implements JobOutput {
    private final NpyTree tree;
    private final OutputLock lock;
    private final Path record;
    private final Set<String> found;
    /** All that are there, sorted as the list will be. */
    private final SortedSet<String> keys;

    private final List<String> unforced = new ArrayList<>();

    private NpyOutput(NpyTree tree, Path record, Set<String> found, OutputLock lock) {
        this.tree = tree;
        this.record = record;
        this.found = found;
        this.keys = new TreeSet<>(found);
        this.lock = lock;
    }

    static NpyOutput open(Path folder, Map<String, String> maker, IfFinished ifFinished) throws IOException {
        OutputLock lock = OutputLock.take(folder);
        try {
            Path record = folder.resolve(".job");
            Path list = folder.resolve(NpyTree.LIST);
            boolean finished = Files.exists(list);
            if (finished && ifFinished == IfFinished.FAIL) {
                throw new MetisException(folder + " is finished; give --overwrite to make it anew, --append to add the"
                        + " files that it lacks, or name another output");
            }
            NpyTree tree = NpyTree.list(folder);
            Set<String> found = whole(tree);
            // What an interrupted job of the same kind has begun is gone on with.
            if (ifFinished == IfFinished.REPLACE && (finished || !JobRecord.same(maker, record))) {
                // The record goes first: files without one are never taken for this job's, should it end here.
                Files.deleteIfExists(record);
                Files.deleteIfExists(list);
                for (String key : tree.keys()) {
                    Files.delete(tree.file(key));
                }
                found = Set.of();
            }
            if (!found.isEmpty()) {
                JobRecord.require(maker, record, folder);
            }
            for (Path partial : tree.partials()) {
                Files.delete(partial);
            }
            Files.createDirectories(folder);
            FlatJson.write(record, maker);
            Files.deleteIfExists(list);
            return new NpyOutput(tree, record, found, lock);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static Set<String> whole(NpyTree tree) throws IOException {
        List<String> whole = new ArrayList<>();
        for (String key : tree.keys()) {
            if (NpyFile.isWhole(tree.file(key))) {
                whole.add(key);
            }
        }
        return Set.copyOf(whole);
    }

    @Override
    public Set<String> keys() {
        return found;
    }

    @Override
    public Path partial() {
        return tree.folder();
    }

    @Override
    public void write(String key, Latents latents) throws IOException {
        LatentText.checkFinite(key, latents);
        Path file = tree.partial(key);
        if (!file.normalize().startsWith(tree.folder().normalize())) {
            throw new MetisException(key + " leads out of " + tree.folder());
        }
        Files.createDirectories(file.getParent());
        NpyFile.write(file, latents);
        unforced.add(key);
    }

    @Override
    public void flush() throws IOException {
        // Its folders are made as they are needed, so that one which was removed would come back with less in it.
        if (!Files.exists(record)) {
            throw new NoSuchFileException(
                    tree.folder().toString(), null, "it was removed or renamed while it was written");
        }
        Map<Path, Path> folders = new LinkedHashMap<>();
        for (String key : unforced) {
            Path partial = tree.partial(key);
            try (FileChannel channel = FileChannel.open(partial, StandardOpenOption.WRITE)) {
                channel.force(false);
            }
            Path file = tree.file(key);
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            folders.put(file.getParent(), file);
            keys.add(key);
        }
        for (Path file : folders.values()) {
            WholeFile.forceFolderOf(file);
        }
        unforced.clear();
    }

    @Override
    public void finish() throws IOException {
        flush();
        WholeFile.write(tree.folder().resolve(NpyTree.LIST), out -> {
            LatentText text = new LatentText(out);
            String before = "[\n  \"";
            for (String key : keys) {
                text.put(before);
                text.putEscaped(key);
                before = "\",\n  \"";
            }
            text.put(keys.isEmpty() ? "[]\n" : "\"\n]\n");
            text.flush();
        });
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
