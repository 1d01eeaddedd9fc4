package io.github.metis8d.io;

import io.github.metis8d.MetisException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * What made an output, as {@code NAME.job} says beside it. A file that is not finished has its own, {@code
 * NAME.partial.job}; the two never tell of the same file but for the moment in which it gets its name.
 */
final class JobRecord {
    private JobRecord() {}

    /** Where the record of a file is. */
    static Path of(Path file) {
        return WholeFile.beside(file, ".job");
    }

    static boolean same(Map<String, String> maker, Path record) throws IOException {
        return Files.exists(record) && FlatJson.read(record).equals(maker);
    }

    /**
     * Keeps what different makers made apart.
     *
     * @throws MetisException if the output has another maker, or none that is known
     */
    static void require(Map<String, String> maker, Path record, Path output) throws IOException {
        Map<String, String> other = read(record, output);
        for (Map.Entry<String, String> mine : maker.entrySet()) {
            String theirs = other.get(mine.getKey());
            if (!mine.getValue().equals(theirs)) {
                throw new MetisException(output + " was made with another " + mine.getKey() + ": " + theirs
                        + ", and this job has " + mine.getValue()
                        + "; give the same, give --overwrite to make it anew, or name another output");
            }
        }
    }

    /** @throws MetisException if there is none */
    static Map<String, String> read(Path record, Path output) throws IOException {
        if (!Files.exists(record)) {
            throw new MetisException("nothing says what made " + output + " (" + record
                    + " is missing); give --overwrite to make it anew, or name another output");
        }
        return FlatJson.read(record);
    }

    /** Gives a file that is whole, and its record, the name of the output. */
    static void publish(Path whole, Path output) throws IOException {
        // Without this, a stop between the two moves would leave the new file with the record of the old.
        Files.deleteIfExists(of(output));
        WholeFile.move(whole, output);
        WholeFile.move(of(whole), of(output));
    }

    /** Ends what a process that was killed in {@link #publish} has begun. */
    static void settle(Path whole, Path output) throws IOException {
        if (Files.exists(output) && !Files.exists(of(output)) && !Files.exists(whole) && Files.exists(of(whole))) {
            WholeFile.move(of(whole), of(output));
        }
    }
}
