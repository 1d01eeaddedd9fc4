package io.github.metis8d.io.job;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.github.metis8d.MetisException;
import io.github.metis8d.io.files.FileNames;
import io.github.metis8d.io.files.JsonStrings;
import io.github.metis8d.io.files.KeyOrder;
import io.github.metis8d.io.files.WholeFile;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The files that have no latents, and why, or of which something was lost: a JSON object that is valid after every failure,
 *
 * <pre>
 * {
 *   "part_003/e8/7b/hash.wav": {"kind": "empty", "reason": "..."},
 *   ...
 * }
 * </pre>
 *
 * <p>Failures of earlier runs stay until the file is encoded. Where there is none, there is no file.
 */
public final class FailureLog {
    /** With tables of names Jackson refuses those that have half of a surrogate pair, as {@link FileNames} may. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build();

    private static final String END = "\n}\n";
    private static final String PARTIAL = ".partial";

    private final Path file;
    private final Map<String, Failure> failures = new LinkedHashMap<>();
    /** Whether the file is not what the map is. */
    private boolean stale;

    private boolean unforced;

    /**
     * Opens a list, or begins one.
     *
     * @param file the JSON file
     * @throws IOException if there is one that cannot be read
     */
    public FailureLog(Path file) throws IOException {
        this.file = file;
        if (Files.exists(file)) {
            read();
        }
    }

    private void read() throws IOException {
        try (JsonParser parser = JSON.createParser(file.toFile())) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String key = parser.currentName();
                parser.nextToken();
                Map<String, String> fields = new LinkedHashMap<>();
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    fields.put(parser.currentName(), parser.nextTextValue());
                }
                failures.put(key, new Failure(key, fields.get("kind"), fields.get("reason")));
            }
        } catch (JsonProcessingException e) {
            // The process was killed while it wrote; what comes before is whole.
            stale = true;
        }
    }

    /**
     * {@return where the list of an output is: {@code NAME.failures.json}, beside it}
     *
     * @param output the file or folder that a job writes
     */
    public static Path of(Path output) {
        return WholeFile.beside(output, ".failures.json");
    }

    /**
     * {@return where the list is of an output that is looked at, whether it is whole or not}
     *
     * @param output as it is called now: of a job that has not ended, {@code NAME.partial}
     */
    public static Path ofAny(Path output) {
        String name = output.getFileName().toString();
        boolean ended = !name.endsWith(PARTIAL) || Files.exists(of(output));
        return of(ended ? output : output.resolveSibling(name.substring(0, name.length() - PARTIAL.length())));
    }

    /**
     * Reads a list.
     *
     * @param list as {@link #of} gives it; where there is none, nothing failed
     * @return the failures, in the order of the list
     * @throws MetisException if it cannot be read
     */
    public static List<Failure> read(Path list) {
        try {
            return List.copyOf(new FailureLog(list).failures.values());
        } catch (IOException e) {
            throw new MetisException(list + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** {@return the files that failed and were not encoded since} */
    public Set<String> keys() {
        return Set.copyOf(failures.keySet());
    }

    /**
     * Adds a failure, or replaces that of the same file. Another reason for it is on disk after {@link #flush}.
     *
     * @param failure of a file
     * @throws IOException if the disk refuses
     */
    public void failed(Failure failure) throws IOException {
        Failure before = failures.put(failure.key(), failure);
        if (failure.equals(before)) {
            return;
        }
        if (before != null) {
            // It is listed, and why it is now comes with the next flush: a list of thousands is not written for each.
            stale = true;
            return;
        }
        if (stale || !Files.exists(file)) {
            rewrite();
            return;
        }
        unforced = true;
        try (RandomAccessFile list = new RandomAccessFile(file.toFile(), "rw")) {
            list.seek(list.length() - END.length());
            list.write((",\n" + entry(failure) + END).getBytes(StandardCharsets.UTF_8));
        }
    }

    /**
     * Takes a file off the list. That is on disk after the next failure or {@link #flush}.
     *
     * @param key a file
     */
    public void encoded(String key) {
        stale |= failures.remove(key) != null;
    }

    /**
     * Brings the file up to date, and forces it to disk.
     *
     * @throws IOException if the disk refuses
     */
    public void flush() throws IOException {
        if (stale) {
            rewrite();
        } else if (unforced) {
            try (FileChannel list = FileChannel.open(file, StandardOpenOption.WRITE)) {
                list.force(true);
            }
            unforced = false;
        }
    }

    /**
     * Sorts the list as outputs are, which several runs may have added to, and forces it to disk.
     *
     * @throws IOException if the disk refuses
     */
    public void finish() throws IOException {
        Map<String, Failure> sorted = new TreeMap<>(KeyOrder.BY_CODE_POINT);
        sorted.putAll(failures);
        if (!List.copyOf(sorted.keySet()).equals(List.copyOf(failures.keySet()))) {
            failures.clear();
            failures.putAll(sorted);
            stale = true;
        }
        flush();
    }

    private void rewrite() throws IOException {
        if (failures.isEmpty()) {
            Files.deleteIfExists(file);
        } else {
            WholeFile.write(file, out -> {
                String before = "{\n";
                for (Failure failure : failures.values()) {
                    out.write((before + entry(failure)).getBytes(StandardCharsets.UTF_8));
                    before = ",\n";
                }
                out.write(END.getBytes(StandardCharsets.UTF_8));
            });
        }
        stale = false;
        unforced = false;
    }

    private static String entry(Failure failure) {
        return "  " + quoted(failure.key()) + ": {\"kind\": " + quoted(failure.kind()) + ", \"reason\": "
                + quoted(failure.message()) + "}";
    }

    private static String quoted(String text) {
        return '"' + new String(JsonStrings.escaped(text), StandardCharsets.UTF_8) + '"';
    }
}
