package io.github.metis8d.io.latents;

import io.github.metis8d.Latents;
import io.github.metis8d.MetisException;
import io.github.metis8d.io.files.KeyOrder;
import io.github.metis8d.io.files.ProcessLock;
import io.github.metis8d.io.files.WholeFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A folder of NumPy files, one for each audio file, in the same folders. A file gets its name when it is whole, so a job
 * that was killed goes on with those that are not there. When it is finished, {@code success.json} lists what is there.
 *
 * <p>The record in the folder, {@code .job}, names every file before it is made. What it does not name is another's: it is
 * never deleted, and a folder with NumPy files of others is refused.
 */
final class NpyOutput implements JobOutput {
    /** The names of more files would tell nothing new. */
    private static final int SHOWN = 3;

    private final NpyTree tree;
    private final Path recordFile;
    private final Map<String, String> maker;
    private final IfFinished ifFinished;
    private final ProcessLock lock;
    /** What made the files that are there; null if there is no record. */
    private JobRecord found;
    /** All that the record and the list name, whether they are there or not. */
    private final Set<String> named = new HashSet<>();

    private Set<String> whole = Set.of();
    /** Whether what is named must go before anything is written. */
    private boolean clear;
    /** Whether what is there is finished, and nothing was added. */
    private boolean finished;

    private JobRecordWriter record;
    /** All that are there, sorted as the list will be. */
    private final SortedSet<String> keys = new TreeSet<>(KeyOrder.BY_CODE_POINT);

    /** Those that are taken out. */
    private final List<String> discards = new ArrayList<>();

    /** Those that have their first name only. */
    private final List<String> unnamed = new ArrayList<>();

    private final DiskForce force = new DiskForce();

    private NpyOutput(Path folder, Map<String, String> maker, IfFinished ifFinished, ProcessLock lock) {
        this.tree = new NpyTree(folder);
        this.recordFile = recordIn(folder);
        this.maker = new LinkedHashMap<>(maker);
        this.ifFinished = ifFinished;
        this.lock = lock;
    }

    /** Where the record of a folder is. */
    static Path recordIn(Path folder) {
        return folder.resolve(".job");
    }

    static NpyOutput open(Path folder, Map<String, String> maker, IfFinished ifFinished) throws IOException {
        ProcessLock lock = OutputLock.take(folder);
        try {
            NpyOutput output = new NpyOutput(folder, maker, ifFinished, lock);
            output.settle();
            return output;
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /** Finds what is there and what of it is kept. */
    private void settle() throws IOException {
        finished = tree.isFinished();
        if (finished) {
            ifFinished.checkFinished(tree.folder());
        }
        SortedSet<String> arrays = tree.arrays();
        found = Files.exists(recordFile) ? JobRecord.read(recordFile, (key, stamp) -> named.add(key)) : null;
        boolean cleared = found != null && found.job() == JobRecord.Job.CLEAR;
        // What an interrupted job of the same kind has begun is gone on with.
        clear = ifFinished == IfFinished.REPLACE && found != null && (finished || cleared || !found.isOf(maker));
        name(arrays);
        refuseStrangers(arrays);
        if (cleared && !clear) {
            throw new MetisException(tree.folder() + " is being made anew by a job that was stopped; go on with"
                    + " --overwrite, or name another output");
        }
        if (!clear && (finished || !arrays.isEmpty())) {
            JobRecord.require(maker, found, recordFile, tree.folder());
        }
        whole = clear ? Set.of() : whole(named);
        if (!finished) {
            ifFinished.checkUnfinished(tree.folder(), tree.folder(), whole.isEmpty() ? null : found);
        }
        finished &= !clear;
        keys.addAll(whole);
    }

    /** Adds to what the record names. */
    private void name(SortedSet<String> arrays) throws IOException {
        if (finished && found != null) {
            named.addAll(KeyList.read(tree.list()));
        } else if (found != null && found.isEarlierForm() && !clear) {
            // Earlier versions named them only in the end.
            named.addAll(whole(arrays));
        }
        named.removeIf(key -> !tree.holds(key));
    }

    private void refuseStrangers(SortedSet<String> arrays) {
        List<String> strangers =
                arrays.stream().filter(key -> !named.contains(key)).toList();
        if (strangers.isEmpty() && (found != null || !finished)) {
            return;
        }
        String what = strangers.isEmpty()
                ? tree.list().getFileName() + " but no " + recordFile.getFileName()
                : strangers.size() + " NumPy files that no job's record names, e.g. "
                        + strangers.stream()
                                .limit(SHOWN)
                                .map(key -> key + ".npy")
                                .collect(Collectors.joining(", "));
        throw new MetisException(tree.folder() + " holds " + what
                + ": nothing says what made them, so they are left alone; move them away, or name another output");
    }

    private Set<String> whole(Set<String> names) throws IOException {
        List<String> files = new ArrayList<>();
        for (String key : names) {
            Path file = tree.file(key);
            if (Files.isRegularFile(file) && NpyFile.isWhole(file)) {
                files.add(key);
            }
        }
        return Set.copyOf(files);
    }

    /** Makes the folder one that is not finished, and the record this job's; only when there is something to write. */
    private void begin() throws IOException {
        if (record != null) {
            return;
        }
        Files.createDirectories(tree.folder());
        if (clear) {
            clear();
            found = null;
        }
        if (found == null || found.isEarlierForm()) {
            // The files that are there are named before the record is one that names all.
            record = JobRecordWriter.create(recordFile, maker, ifFinished.job(), keys);
        } else {
            record = JobRecordWriter.goOn(recordFile, found, ifFinished.job());
        }
        Files.deleteIfExists(tree.list());
        for (String key : named) {
            if (!whole.contains(key)) {
                Files.deleteIfExists(tree.partial(key));
            }
        }
        // Before they are read again: the record's last word about a file is what its latents are of.
        for (String key : discards) {
            Files.deleteIfExists(tree.file(key));
        }
        finished = false;
    }

    /** Deletes what the record names. Until all is gone the record says so, and names it. */
    private void clear() throws IOException {
        JobRecordWriter.create(recordFile, found.maker(), JobRecord.Job.CLEAR, named)
                .close();
        Files.deleteIfExists(tree.list());
        for (String key : named) {
            Files.deleteIfExists(tree.file(key));
            Files.deleteIfExists(tree.partial(key));
        }
    }

    @Override
    public Set<String> keys() {
        return whole;
    }

    @Override
    public Map<String, String> recordedMaker() {
        return whole.isEmpty() ? Map.of() : found.maker();
    }

    @Override
    public Map<String, SourceStamp> sources() throws IOException {
        if (whole.isEmpty()) {
            return Map.of();
        }
        Map<String, SourceStamp> sources = JobRecord.sources(recordFile);
        sources.keySet().retainAll(whole);
        return sources;
    }

    @Override
    public void discard(Set<String> discarded) {
        if (record != null) {
            throw new IllegalStateException("something was written already");
        }
        for (String key : discarded) {
            if (keys.remove(key)) {
                discards.add(key);
            }
        }
        whole = Set.copyOf(keys);
    }

    @Override
    public Path partial() {
        return tree.folder();
    }

    @Override
    public void write(String key, Latents latents) throws IOException {
        write(key, latents, null);
    }

    @Override
    public void write(String key, Latents latents, SourceStamp source) throws IOException {
        NonFiniteLatentsException.check(key, latents);
        if (!tree.holds(key)) {
            throw new UnwritableEntryException(key + " has no place in " + tree.folder()
                    + "; rename it, or use --format json, which takes any name");
        }
        begin();
        if (NpyTree.mayNeedAnothersPlace(key)) {
            flush();
        }
        record.source(key, source);
        FileChannel file = tree.write(key, latents);
        unnamed.add(key);
        force.begin(() -> {
            try (file) {
                file.force(false);
            }
        });
    }

    @Override
    public void flush() throws IOException {
        if (record == null) {
            return;
        }
        // Its folders are made as they are needed, so that one which was removed would come back with less in it.
        if (!Files.exists(recordFile)) {
            throw new NoSuchFileException(
                    tree.folder().toString(), null, "it was removed or renamed while it was written");
        }
        record.force();
        force.await();
        Map<Path, Path> folders = new LinkedHashMap<>();
        for (String key : unnamed) {
            Path file = tree.file(key);
            Files.move(tree.partial(key), file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            folders.put(file.getParent(), file);
            keys.add(key);
        }
        for (Path file : folders.values()) {
            force.begin(() -> WholeFile.forceFolderOf(file));
        }
        force.await();
        unnamed.clear();
    }

    @Override
    public void finish() throws IOException {
        if (record == null && finished && discards.isEmpty()) {
            return; // Nothing is new.
        }
        begin();
        flush();
        KeyList.write(tree.list(), keys);
    }

    @Override
    public void close() throws IOException {
        try (lock;
                force) {
            if (record != null) {
                record.close();
            }
        }
    }
}
