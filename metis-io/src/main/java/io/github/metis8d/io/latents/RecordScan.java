package io.github.metis8d.io.latents;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;

/** Finds the lines that are whole of a {@link JobRecord}. */
final class RecordScan extends EntryScan {
    private static final JsonFactory JSON = new JsonFactory();

    private final BiConsumer<String, SourceStamp> sources;
    private Map<String, String> maker;
    private JobRecord.Job job = JobRecord.Job.ALL;
    private boolean earlierForm;
    private long length;

    /** @param sources told of every file, with null where the record says no more than its name */
    RecordScan(BiConsumer<String, SourceStamp> sources) {
        this.sources = sources;
    }

    /** Whether it tells of the maker alone, in one object over several lines. */
    boolean isEarlierForm() {
        return earlierForm || maker == null;
    }

    JobRecord record() {
        return new JobRecord(maker, job, length);
    }

    @Override
    boolean line(byte[] text, long start) {
        if (earlierForm) {
            return true;
        }
        Map<String, String> fields = fields(text);
        if (start == 0) {
            maker = fields;
            earlierForm = fields == null;
        } else if (fields == null || !take(fields)) {
            return false;
        }
        length = start + text.length + 1;
        return true;
    }

    private boolean take(Map<String, String> fields) {
        try {
            if (fields.containsKey("job")) {
                job = JobRecord.Job.valueOf(fields.get("job").toUpperCase(Locale.ROOT));
            } else if (fields.containsKey("path")) {
                sources.accept(fields.get("path"), stamp(fields.get("bytes"), fields.get("modified")));
            }
            return true;
        } catch (IllegalArgumentException | DateTimeException e) {
            return false;
        }
    }

    private static SourceStamp stamp(String bytes, String modified) {
        return bytes == null || modified == null
                ? null
                : new SourceStamp(Long.parseLong(bytes), Instant.parse(modified));
    }

    /** An object of strings and numbers, or null if it is none or not whole. */
    private static Map<String, String> fields(byte[] line) {
        Map<String, String> fields = new LinkedHashMap<>();
        try (JsonParser parser = JSON.createParser(line)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                fields.put(name, parser.getText());
            }
            return parser.currentToken() == JsonToken.END_OBJECT ? fields : null;
        } catch (IOException e) {
            return null;
        }
    }

    @Override
    RuntimeException foreign() {
        throw new IllegalStateException("the first line is always taken");
    }

    @Override
    WholeEntries result(byte[] lastLine, long start) {
        return WholeEntries.NONE;
    }
}
