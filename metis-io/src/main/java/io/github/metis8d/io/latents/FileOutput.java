package io.github.metis8d.io.latents;

import io.github.metis8d.Latents;
import io.github.metis8d.MetisException;
import io.github.metis8d.io.files.ProcessLock;
import io.github.metis8d.io.files.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * One file, or folder of Parquet files, with the latents of all files of a job that may be killed at any moment and started again.
 *
 * <p>Until it is finished it is called {@code NAME.partial}. Opened again, it keeps every entry that is whole, cuts off
 * the rest, and goes on behind it. A file beside it, {@code NAME.partial.job}, in the end {@code NAME.job}, records what
 * made it, so that latents of different models are never mixed. No two jobs can have it open at a time.
 */
final class FileOutput implements JobOutput {
    /** What is copied is compressed in pieces of so many entries, as a job's default is. */
    private static final int ENTRIES_A_FLUSH = 100;

    private final EntryStore store;
    private final Path file;
    private final Path partial;
    private final Map<String, String> maker;
    private final IfFinished ifFinished;
    private final ProcessLock lock;
    private WholeEntries whole = WholeEntries.NONE;
    /** Whether the entries are in the finished file, which becomes the partial one when another is added. */
    private boolean finished;
    /** What made the entries; null if there are none. */
    private JobRecord found;

    /** Entries that are taken out. */
    private Set<String> discards = Set.of();

    private JobRecordWriter record;
    private LatentWriter writer;

    private FileOutput(
            EntryStore store, Path file, Map<String, String> maker, IfFinished ifFinished, ProcessLock lock) {
        this.store = store;
        this.file = file;
        this.partial = WholeFile.beside(file, ".partial");
        this.maker = new LinkedHashMap<>(maker);
        this.ifFinished = ifFinished;
        this.lock = lock;
    }

    /**
     * Opens an output, new or begun.
     *
     * @param store how entries are written
     * @param file the file or folder that it will be; its folder exists
     * @param maker what decides about the latents and the keys (the model, the precision, the audio folder), by name
     * @param ifFinished what to do if the file exists
     * @return the output
     * @throws MetisException if another job has it open, it is finished, or something else made it
     * @throws IOException if the disk refuses
     */
    static FileOutput open(EntryStore store, Path file, Map<String, String> maker, IfFinished ifFinished)
            throws IOException {
        ProcessLock lock = OutputLock.take(file);
        FileOutput output = new FileOutput(store, file, maker, ifFinished, lock);
        try {
            output.settle();
            return output;
        } catch (IOException | RuntimeException e) {
            output.close();
            throw e;
        }
    }

    /** Finds what is there and what of it is kept. */
    private void settle() throws IOException {
        store.settle(file);
        store.settle(partial);
        JobRecord.settle(partial, file);
        if (store.exists(file)) {
            ifFinished.checkFinished(file);
        }
        // A job that ended before its first entry has nothing that could be mixed up.
        whole = store.exists(partial) ? store.whole(partial) : WholeEntries.NONE;
        finished = store.exists(file) && ifFinished != IfFinished.REPLACE;
        if (finished) {
            if (!whole.keys().isEmpty()) {
                throw new MetisException("there are both " + file + " and " + partial
                        + ", of a job that was to take its place; go on with --overwrite, or delete the latter");
            }
            whole = store.whole(file);
        }
        if (finished || !whole.keys().isEmpty()) {
            Path entries = finished ? file : partial;
            found = JobRecord.readIfThere(JobRecord.of(entries));
            if (ifFinished == IfFinished.REPLACE && (found == null || !found.isOf(maker))) {
                found = null;
                whole = WholeEntries.NONE;
            } else {
                JobRecord.require(maker, found, JobRecord.of(entries), entries);
            }
        }
        if (!store.exists(file)) {
            ifFinished.checkUnfinished(file, partial, found);
        }
    }

    /** Opens the file behind what is kept of it; only when there is something to write. */
    private LatentWriter writer() throws IOException {
        if (writer == null) {
            JobRecord.Job job = ifFinished.job();
            if (!discards.isEmpty()) {
                leaveOut();
            }
            if (finished) {
                takeUp(job);
            }
            // What another maker made must be gone from the file before the record is this one's.
            writer = store.behind(partial, whole);
            Path path = JobRecord.of(partial);
            record = found == null
                    ? JobRecordWriter.create(path, maker, job)
                    : JobRecordWriter.goOn(path, JobRecord.readIfThere(path), job);
        }
        return writer;
    }

    /** Makes the finished file the partial one. The record says for whom before the file is one that can be gone on with. */
    private void takeUp(JobRecord.Job job) throws IOException {
        Path path = JobRecord.of(partial);
        WholeFile.write(path, out -> Files.copy(JobRecord.of(file), out));
        JobRecordWriter.goOn(path, found, job).close();
        store.unlist(file);
        store.move(file, partial);
        finished = false;
    }

    /** Puts a copy without what is taken out in the place of what is there. */
    private void leaveOut() throws IOException {
        Path entries = finished ? file : partial;
        if (!finished) {
            store.cut(partial, whole); // A torn end cannot be read.
        }
        Path copy = WholeFile.beside(file, ".partial.new");
        try (LatentWriter kept = store.behind(copy, WholeEntries.NONE);
                LatentReader reader = LatentReader.open(entries)) {
            int written = 0;
            for (int read = 0; read < whole.keys().size(); read++) {
                LatentReader.Entry entry = reader.next();
                if (!discards.contains(entry.key())) {
                    kept.write(entry.key(), entry.latents());
                    if (++written % ENTRIES_A_FLUSH == 0) {
                        kept.flush();
                    }
                }
            }
            kept.flush();
            if (finished) {
                kept.finish();
            }
        }
        store.unlist(file);
        store.move(copy, entries);
        whole = store.whole(entries);
        discards = Set.of();
    }

    @Override
    public void discard(Set<String> keys) {
        if (writer != null) {
            throw new IllegalStateException("something was written already");
        }
        discards = new HashSet<>(keys);
        discards.retainAll(whole.keys());
    }

    @Override
    public Set<String> keys() {
        if (discards.isEmpty()) {
            return whole.keys();
        }
        Set<String> kept = new LinkedHashSet<>(whole.keys());
        kept.removeAll(discards);
        return kept;
    }

    @Override
    public Map<String, String> recordedMaker() {
        return found == null ? Map.of() : found.maker();
    }

    @Override
    public Map<String, SourceStamp> sources() throws IOException {
        if (found == null) {
            return Map.of();
        }
        Map<String, SourceStamp> sources = JobRecord.sources(JobRecord.of(finished ? file : partial));
        sources.keySet().retainAll(whole.keys());
        return sources;
    }

    @Override
    public Path partial() {
        return partial;
    }

    @Override
    public void write(String key, Latents latents) throws IOException {
        writer().write(key, latents);
    }

    @Override
    public void write(String key, Latents latents, SourceStamp source) throws IOException {
        NonFiniteLatentsException.check(key, latents);
        LatentWriter entries = writer();
        if (source != null) {
            record.source(key, source);
        }
        entries.write(key, latents);
    }

    @Override
    public void flush() throws IOException {
        if (writer != null) {
            record.force();
            writer.flush();
            // A file that has lost its name takes what is written to it, and is gone with the process.
            if (!Files.exists(partial)) {
                throw new NoSuchFileException(
                        partial.toString(), null, "it was removed or renamed while it was written");
            }
        }
    }

    @Override
    public void finish() throws IOException {
        if (writer == null && finished) {
            if (!discards.isEmpty()) {
                leaveOut();
            }
            store.list(file);
            return; // Nothing is added.
        }
        writer().finish();
        writer.close();
        record.force();
        record.close();
        store.unlist(file);
        JobRecord.publish(store, partial, file);
        store.list(file);
    }

    @Override
    public void close() throws IOException {
        try (lock) {
            if (writer != null) {
                writer.close();
            }
            if (record != null) {
                record.close();
            }
        }
    }
}
