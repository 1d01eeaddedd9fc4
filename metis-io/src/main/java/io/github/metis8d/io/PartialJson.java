package io.github.metis8d.io;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.github.metis8d.MetisException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What is whole of a file that {@link JsonLatentWriter} began, perhaps complete, perhaps cut off anywhere.
 *
 * <p>Goes by the lines of the format, since a JSON parser would take ten times as long for the numbers, which need not be
 * understood here.
 *
 * @param keys of the entries that are whole, in their order
 * @param length the bytes up to the end of the last of them; 0 if there is none
 */
record PartialJson(Set<String> keys, long length) {
    static final PartialJson NOTHING = new PartialJson(Set.of(), 0);

    private static final JsonFactory JSON = new JsonFactory();
    private static final byte[] ENTRY_END = "  ]".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] KEY_END = "\": [".getBytes(StandardCharsets.US_ASCII);
    private static final int BUFFER_BYTES = 1 << 20;

    /**
     * Reads a file once.
     *
     * @throws MetisException if it was not begun by {@link JsonLatentWriter}
     */
    static PartialJson read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new Scan(file, in).run();
        }
    }

    /** One reading. */
    private static final class Scan {
        private final Path file;
        private final InputStream in;
        private final Set<String> keys = new LinkedHashSet<>();
        private final byte[] buffer = new byte[BUFFER_BYTES];
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();
        private long whole;
        private long position;
        private String open;

        Scan(Path file, InputStream in) {
            this.file = file;
            this.in = in;
        }

        PartialJson run() throws IOException {
            boolean first = true;
            for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
                int start = 0;
                for (int i = 0; i < count; i++) {
                    // After a power failure, a block that did not reach the disk reads as zeros.
                    if (buffer[i] == 0) {
                        return new PartialJson(keys, whole);
                    }
                    if (buffer[i] == '\n') {
                        line.write(buffer, start, i - start);
                        position += i - start + 1;
                        take(first);
                        first = false;
                        start = i + 1;
                    }
                }
                line.write(buffer, start, count - start);
                position += count - start;
            }
            position++; // as if the last line ended too
            take(first);
            return new PartialJson(keys, whole);
        }

        /** A line that ends just before the position. */
        private void take(boolean first) throws IOException {
            byte[] bytes = line.toByteArray();
            line.reset();
            if (first) {
                if (bytes.length > 0
                        && (bytes.length > 1 || bytes[0] != '{')
                        && !"{}".equals(new String(bytes, StandardCharsets.UTF_8))) {
                    throw new MetisException(
                            file + " was not written by this program; move it away, or name another output");
                }
            } else if (startsWith(bytes, ENTRY_END)) {
                if (open != null) {
                    keys.add(open);
                    whole = position - 1 - (bytes.length - ENTRY_END.length);
                    open = null;
                }
            } else if (bytes.length > 3 && bytes[2] == '"') {
                open = endsWith(bytes, KEY_END) ? key(bytes) : null;
            }
        }

        private static String key(byte[] line) throws IOException {
            try (JsonParser parser = JSON.createParser(line, 2, line.length - KEY_END.length - 1)) {
                parser.nextToken();
                return parser.getText();
            }
        }

        private static boolean startsWith(byte[] bytes, byte[] start) {
            return bytes.length >= start.length && Arrays.equals(bytes, 0, start.length, start, 0, start.length);
        }

        private static boolean endsWith(byte[] bytes, byte[] end) {
            return bytes.length >= end.length
                    && Arrays.equals(bytes, bytes.length - end.length, bytes.length, end, 0, end.length);
        }
    }
}
