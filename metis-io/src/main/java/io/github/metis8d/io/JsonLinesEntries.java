package io.github.metis8d.io;

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
            void line(byte[] text, long start) throws IOException {
                if (!new String(text, 0, Math.min(text.length, START.length()), StandardCharsets.UTF_8).equals(START)) {
                    throw EntryFormat.foreign(file);
                }
                try (JsonParser parser = JSON.createParser(text)) {
                    parser.nextToken();
                    parser.nextToken();
                    keys.add(parser.nextTextValue());
                }
                whole = start + text.length + 1;
            }

            @Override
            WholeEntries result(byte[] lastLine, long start) {
                return new WholeEntries(keys, whole);
            }
        };
    }
}
