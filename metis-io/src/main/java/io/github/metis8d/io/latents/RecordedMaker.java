package io.github.metis8d.io.latents;

import io.github.metis8d.MetisException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** What made an output, for those who look at it and do not go on with it. */
public final class RecordedMaker {
    private RecordedMaker() {}

    /**
     * Reads it from the record beside an output.
     *
     * @param output a file or folder that a job writes, under its name or, of one that has not ended, {@code NAME.partial}
     * @return what the record says, by name, such as {@code model}, {@code precision} and {@link JobOutput#AUDIO_FOLDER};
     *     empty if there is no record
     * @throws MetisException if there is one that cannot be read
     */
    public static Map<String, String> of(Path output) {
        Path inside = NpyOutput.recordIn(output);
        Path file = Files.exists(inside) ? inside : JobRecord.of(output);
        try {
            JobRecord record = JobRecord.readIfThere(file);
            return record == null ? Map.of() : Map.copyOf(record.maker());
        } catch (IOException e) {
            throw new MetisException(file + " cannot be read: " + e.getMessage(), e);
        }
    }
}
