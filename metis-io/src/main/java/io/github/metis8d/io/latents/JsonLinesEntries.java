package io.github.metis8d.io.latents;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;

/** The lines of {@link JsonLinesLatentWriter}. */
final class JsonLinesEntries implements EntryFormat {
    private static final JsonFactory JSON = new JsonFactory();
    private static final String START = "{\"path\": \"";

    @Override
    public LatentWriter writer(OutputStream out, boolean first) {
        return new JsonLinesLatentWriter(out);
    }

    @Override
    public EntryScan scan(Path file) {
        return new EntryScan() {
            private final Set<String> keys = new LinkedHashSet<>();
            private long whole;

            @Override
            RuntimeException foreign() {
                return EntryFormat.foreign(file);
            }

            @Override
            boolean line(byte[] text, long start) {
                String key = key(text);
                if (key == null) {
                    return false;
                }
                keys.add(key);
                whole = start + text.length + 1;
                return true;
            }

            @Override
            WholeEntries result(byte[] lastLine, long start) {
                if (start == 0 && !START.startsWith(start(lastLine))) {
                    throw foreign();
                }
                return new WholeEntries(keys, whole);
            }
        };
    }

    /** The key of a line, or null if it has none. */
    private static String key(byte[] line) {
        if (!start(line).equals(START) || line[line.length - 1] != '}') {
            return null;
        }
        try (JsonParser parser = JSON.createParser(line)) {
            parser.nextToken();
            parser.nextToken();
            return parser.nextTextValue();
        } catch (IOException e) {
            return null;
        }
    }

    private static String start(byte[] line) {
        return new String(line, 0, Math.min(line.length, START.length()), StandardCharsets.US_ASCII);
    }
}
