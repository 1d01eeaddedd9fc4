package io.github.metis8d.io;

import io.github.metis8d.MetisException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** What decides about the content of an output, as it is recorded beside it. */
final class Maker {
    private Maker() {}

    static boolean same(Map<String, String> maker, Path record) throws IOException {
        return Files.exists(record) && FlatJson.read(record).equals(maker);
    }

    /**
     * Keeps what different makers made apart.
     *
     * @throws MetisException if the output has another maker, or none that is known
     */
    static void require(Map<String, String> maker, Path record, Path output) throws IOException {
        if (!Files.exists(record)) {
            throw new MetisException("nothing says what made " + output + " (" + record
                    + " is missing); give --overwrite to make it anew, or name another output");
        }
        Map<String, String> other = FlatJson.read(record);
        for (Map.Entry<String, String> mine : maker.entrySet()) {
            String theirs = other.get(mine.getKey());
            if (!mine.getValue().equals(theirs)) {
                throw new MetisException(output + " was made with another " + mine.getKey() + ": " + theirs
                        + ", and this job has " + mine.getValue()
                        + "; give the same, give --overwrite to make it anew, or name another output");
            }
        }
    }
}
