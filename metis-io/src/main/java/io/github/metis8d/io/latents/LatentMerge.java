package io.github.metis8d.io.latents;

import io.github.metis8d.MetisException;
import io.github.metis8d.io.files.KeyOrder;
import io.github.metis8d.io.files.ProcessLock;
import io.github.metis8d.io.files.WholeFile;
import io.github.metis8d.io.latents.LatentReader.Entry;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;

/**
 * Joins finished outputs into one, sorted by path, in constant memory.
 *
 * <p>An output to which files were added at the end is sorted but for a few places; each stretch that is sorted is read
 * as if it were a file of its own.
 *
 * <p>The latents are copied as they are. Outputs of shards, joined, are the output of one job, to the byte where a clip's
 * latents do not depend on what a device encodes beside it; else up to rounding.
 */
public final class LatentMerge {
    /** Files that are open at a time; a stretch takes one. */
    private static final int MAX_STRETCHES = 500;

    private final List<Path> inputs;
    private final List<FinishedOutput> outputs = new ArrayList<>();
    private final Set<String> folders = new TreeSet<>();
    private final List<Stretch> opened = new ArrayList<>();
    /** Those that have not ended, by their next key. */
    private final PriorityQueue<Stretch> stretches =
            new PriorityQueue<>(Comparator.comparing((Stretch stretch) -> stretch.head.key(), KeyOrder.BY_CODE_POINT)
                    .thenComparingInt(stretch -> stretch.order));

    /**
     * What was joined.
     *
     * @param files files in the new output
     * @param duplicates entries that were left out, since another input has the same
     * @param audioFolders where the audio of the inputs was, of which there may be several for the same tree
     */
    public record Result(long files, long duplicates, Set<String> audioFolders) {}

    /**
     * Prepares to join.
     *
     * @param inputs finished outputs of any {@link OutputFormat}, with the records beside them
     */
    public LatentMerge(List<Path> inputs) {
        this.inputs = List.copyOf(inputs);
    }

    /**
     * Writes the new output. It has its name only once it is whole.
     *
     * @param output the file or folder, none of the inputs
     * @param format its format
     * @param compress whether to compress it by gzip; not for folders
     * @param overwrite whether it may take the place of one that is there; not of a folder of {@link OutputFormat#NPY}
     * @return what was joined
     * @throws MetisException if an input is missing, not finished, or made by another model or precision; if two have
     *     different latents of the same file; if the format has no place for one of the files; or if the output is there,
     *     or a job writes it
     * @throws IOException if the disk refuses
     */
    public Result into(Path output, OutputFormat format, boolean compress, boolean overwrite) throws IOException {
        try (ProcessLock lock = OutputLock.take(output)) {
            format.check(output, JobOutput.IfFinished.REPLACE);
            boolean tree = format == OutputFormat.NPY;
            if (!tree) {
                format.store(compress, Map.of()).settle(output);
                JobRecord.settle(WholeFile.beside(output, ".merging"), output);
            }
            checkFree(output, overwrite && !tree);
            for (Path input : inputs) {
                outputs.add(FinishedOutput.of(input));
            }
            Map<String, String> maker = maker();
            return tree ? intoTree(output, maker) : into(format.store(compress, maker), output, maker);
        }
    }

    private Result into(EntryStore store, Path output, Map<String, String> maker) throws IOException {
        Path whole = WholeFile.beside(output, ".merging");
        try {
            Result result;
            try (LatentWriter writer = store.behind(whole, WholeEntries.NONE)) {
                result = merge(writer);
                writer.finish();
            }
            record(JobRecord.of(whole), maker);
            store.unlist(output);
            JobRecord.publish(store, whole, output);
            store.list(output);
            return result;
        } finally {
            store.delete(whole);
            Files.deleteIfExists(JobRecord.of(whole));
        }
    }

    private Result intoTree(Path output, Map<String, String> maker) throws IOException {
        Map<String, SourceStamp> sources = new HashMap<>();
        for (FinishedOutput input : outputs) {
            sources.putAll(JobRecord.sources(input.recordFile()));
        }
        try (LatentWriter writer = new MergedTree(output, maker, sources)) {
            Result result = merge(writer);
            writer.finish();
            return result;
        }
    }

    private void checkFree(Path output, boolean overwrite) throws IOException {
        Path partial = WholeFile.beside(output, ".partial");
        if (Files.exists(partial)) {
            throw new MetisException("a job has begun to write " + output + "; let it finish, or delete " + partial);
        }
        for (Path input : inputs) {
            if (Files.exists(output) && Files.isSameFile(input, output)) {
                throw new MetisException(output + " is one of the inputs; name another output");
            }
        }
        if (!overwrite && Files.exists(output) && !isEmptyFolder(output)) {
            throw new MetisException(output + " exists; "
                    + (Files.isDirectory(output) && !new PartFolder(output).isThere()
                            ? "delete it"
                            : "give --overwrite to make it anew")
                    + ", or name another output");
        }
    }

    private static boolean isEmptyFolder(Path place) {
        return Files.isDirectory(place) && new PartFolder(place).isEmpty();
    }

    /** What made all inputs. */
    private Map<String, String> maker() throws IOException {
        Map<String, String> common = null;
        for (FinishedOutput input : outputs) {
            JobRecord made = JobRecord.read(input.recordFile(), (key, stamp) -> {});
            if (made.maker().containsKey(JobOutput.AUDIO_FOLDER)) {
                folders.add(made.maker().get(JobOutput.AUDIO_FOLDER));
            }
            if (common == null) {
                common = made.maker();
            }
            checkSame(common, made.maker(), input.place());
        }
        return common;
    }

    /** Writes the record of all: what made them, and what each says of its files. */
    private void record(Path file, Map<String, String> maker) throws IOException {
        try (JobRecordWriter record = JobRecordWriter.create(file, maker, JobRecord.Job.ALL)) {
            for (FinishedOutput input : outputs) {
                for (Map.Entry<String, SourceStamp> source :
                        JobRecord.sources(input.recordFile()).entrySet()) {
                    record.source(source.getKey(), source.getValue());
                }
            }
            record.force();
        }
    }

    private void checkSame(Map<String, String> common, Map<String, String> maker, Path input) {
        Map<String, String> all = new LinkedHashMap<>(common);
        all.putAll(maker);
        // The same tree may be at another place on each machine; keys are relative to it.
        all.remove(JobOutput.AUDIO_FOLDER);
        for (String name : all.keySet()) {
            if (!String.valueOf(common.get(name)).equals(maker.get(name))) {
                throw new MetisException(input + " was made with another " + name + " than " + inputs.get(0) + ": "
                        + maker.get(name) + " and " + common.get(name) + "; join only what belongs together");
            }
        }
    }

    private Result merge(LatentWriter writer) throws IOException {
        long files = 0;
        long duplicates = 0;
        try {
            for (FinishedOutput input : outputs) {
                open(input);
            }
            Stretch last = null;
            Entry before = null;
            while (!stretches.isEmpty()) {
                Stretch least = stretches.remove();
                Entry entry = least.head;
                if (before == null || !entry.key().equals(before.key())) {
                    writer.write(entry.key(), entry.latents());
                    files++;
                } else if (entry.latents().equals(before.latents())) {
                    duplicates++;
                } else {
                    throw new MetisException(last.input + " and " + least.input + " have different latents of "
                            + entry.key() + "; leave one of them out, or make both anew");
                }
                before = entry;
                last = least;
                if (least.advance()) {
                    stretches.add(least);
                }
            }
        } finally {
            for (Stretch stretch : opened) {
                stretch.close();
            }
        }
        return new Result(files, duplicates, Set.copyOf(folders));
    }

    /** Opens every stretch of a file. */
    private void open(FinishedOutput output) throws IOException {
        Path input = output.place();
        List<Long> lengths = output.stretches();
        if (opened.size() + lengths.size() > MAX_STRETCHES) {
            throw new MetisException("the inputs are sorted in " + (opened.size() + lengths.size())
                    + " stretches up to " + input + ", and at most " + MAX_STRETCHES
                    + " can be joined; join fewer at a time, or make the input anew with --overwrite, which sorts it");
        }
        long start = 0;
        for (int i = 0; i < lengths.size(); i++) {
            Stretch stretch = new Stretch(
                    input, LatentReader.open(input), opened.size(), lengths.get(i), i == lengths.size() - 1);
            opened.add(stretch);
            stretch.skip(start);
            if (stretch.advance()) {
                stretches.add(stretch);
            }
            start += lengths.get(i);
        }
    }

    /** Entries of one file that follow one another in order. */
    private static final class Stretch implements Closeable {
        private final Path input;
        private final LatentReader reader;
        private final int order;
        private final boolean last;
        private long left;
        private Entry head;

        /**
         * @param order decides between stretches that go on with the same key
         * @param last whether the file ends with it
         */
        Stretch(Path input, LatentReader reader, int order, long length, boolean last) {
            this.input = input;
            this.reader = reader;
            this.order = order;
            this.left = length;
            this.last = last;
        }

        void skip(long entries) {
            for (long skipped = 0; skipped < entries; skipped++) {
                read();
            }
        }

        /** Goes to the next entry, if there is one. */
        boolean advance() {
            if (left == 0) {
                if (last && reader.next() != null) {
                    throw new MetisException(input + " is damaged behind " + (head == null ? "its start" : head.key())
                            + "; make it anew");
                }
                return false;
            }
            left--;
            head = read();
            return true;
        }

        private Entry read() {
            Entry entry = reader.next();
            if (entry == null) {
                throw new CutShortException(input + " became shorter while it was read; start again", null);
            }
            return entry;
        }

        @Override
        public void close() throws IOException {
            reader.close();
        }
    }
}
