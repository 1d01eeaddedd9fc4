package io.github.metis8d.io.latents;

import io.github.metis8d.MetisException;
import io.github.metis8d.io.files.WholeFile;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * What made an output, as {@code NAME.job} says beside it, in lines of JSON:
 *
 * <pre>
 * {"model": "tiny-random", "precision": "fp32", "audio folder": "/data/audios"}
 * {"job": "all"}
 * {"path": "part_003/e8/7b/hash.wav", "bytes": 64044, "modified": "2026-01-31T12:00:00.5Z"}
 * ...
 * </pre>
 *
 * <p>The first says what made all that is in the output; the next, for whom the last job wrote; the others, what a file
 * was when it was read, before its latents were written. Of several about the same file the last counts; some may have no
 * latents. A file that is not finished has its own record, {@code NAME.partial.job}; the two never tell of the same file
 * but for the moment in which it gets its name.
 *
 * @param maker what made the output, by name
 * @param job the last job
 * @param length the bytes that are whole; 0 if it is in the form of earlier versions, which told of the maker only
 */
record JobRecord(Map<String, String> maker, Job job, long length) {
    /** What a job does, which decides who may go on with it. */
    enum Job {
        /** Writes all files that are asked for. */
        ALL,
        /** Adds to a finished output files that had failed. */
        RETRY,
        /** Removes the files that the record names, of an output that is to be made anew. */
        CLEAR;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Where the record of a file is. */
    static Path of(Path file) {
        return WholeFile.beside(file, ".job");
    }

    /** Reads a record, but for what it says of the files; null if there is none. */
    static JobRecord readIfThere(Path record) throws IOException {
        return Files.exists(record) ? read(record, (key, stamp) -> {}) : null;
    }

    /** @param sources told of every file, with null where the record says no more than its name */
    static JobRecord read(Path record, BiConsumer<String, SourceStamp> sources) throws IOException {
        RecordScan scan = new RecordScan(sources);
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = new BufferedInputStream(Files.newInputStream(record))) {
            for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
                scan.feed(buffer, count);
            }
        }
        return scan.isEarlierForm() ? new JobRecord(FlatJson.read(record), Job.ALL, 0) : scan.record();
    }

    /** Reads what a record says of files. */
    static Map<String, SourceStamp> sources(Path record) throws IOException {
        Map<String, SourceStamp> sources = new LinkedHashMap<>();
        read(record, sources::put);
        sources.values().removeIf(stamp -> stamp == null);
        return sources;
    }

    boolean isEarlierForm() {
        return length == 0;
    }

    /** Whether the same made an output, wherever the audio was. */
    boolean isOf(Map<String, String> other) {
        return comparable(maker).equals(comparable(other));
    }

    private static Map<String, String> comparable(Map<String, String> maker) {
        Map<String, String> compared = new HashMap<>(maker);
        compared.remove(JobOutput.AUDIO_FOLDER);
        return compared;
    }

    /**
     * Keeps what different makers made apart.
     *
     * @param record the output's record, or null
     * @throws MetisException if the output has another maker, or none that is known
     */
    static void require(Map<String, String> maker, JobRecord record, Path where, Path output) {
        if (record == null) {
            throw new MetisException("nothing says what made " + output + " (" + where
                    + " is missing); give --overwrite to make it anew, or name another output");
        }
        for (Map.Entry<String, String> mine : comparable(maker).entrySet()) {
            String theirs = record.maker.get(mine.getKey());
            if (!mine.getValue().equals(theirs)) {
                throw new MetisException(output + " was made with another " + mine.getKey() + ": " + theirs
                        + ", and this job has " + mine.getValue()
                        + "; give the same, give --overwrite to make it anew, or name another output");
            }
        }
    }

    /** Gives what is whole, and its record, the name of the output. */
    static void publish(EntryStore store, Path whole, Path output) throws IOException {
        // Without this, a stop between the two moves would leave the new file with the record of the old.
        Files.deleteIfExists(of(output));
        store.move(whole, output);
        WholeFile.move(of(whole), of(output));
    }

    /** Ends what a process that was killed in {@link #publish} has begun. */
    static void settle(Path whole, Path output) throws IOException {
        if (Files.exists(output) && !Files.exists(of(output)) && !Files.exists(whole) && Files.exists(of(whole))) {
            WholeFile.move(of(whole), of(output));
        }
    }
}
