package io.github.metis8d.io.latents;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The JSON object of {@link JsonLatentWriter}.
 *
 * <p>Its entries are found by the lines of the format, since a JSON parser would take ten times as long for the numbers,
 * which need not be understood here.
 */
final class JsonEntries implements EntryFormat {
    private static final JsonFactory JSON = new JsonFactory();
    /** A key, with every character escaped, and much more than a row. */
    private static final int MAX_LINE_BYTES = 1 << 20;

    private static final byte[] ENTRY_END = "  ]".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] KEY_START = "  \"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] KEY_END = "\": [".getBytes(StandardCharsets.US_ASCII);

    @Override
    public LatentWriter writer(OutputStream out, boolean first) {
        return first ? new JsonLatentWriter(out) : JsonLatentWriter.after(out);
    }

    @Override
    public EntryScan scan(Path file) {
        return new EntryScan() {
            private final Set<String> keys = new LinkedHashSet<>();
            private long whole;
            private String open;

            @Override
            int maxLineBytes() {
                return MAX_LINE_BYTES;
            }

            @Override
            RuntimeException foreign() {
                return EntryFormat.foreign(file);
            }

            @Override
            boolean line(byte[] text, long start) {
                if (start == 0) {
                    return text.length > 0 && text[0] == '{' && text.length <= 2;
                }
                if (startsWith(text, ENTRY_END)) {
                    if (open != null) {
                        keys.add(open);
                        whole = start + ENTRY_END.length;
                        open = null;
                    }
                } else if (startsWith(text, KEY_START)) {
                    open = endsWith(text, KEY_END) ? key(text) : null;
                    return open != null;
                }
                return true;
            }

            @Override
            WholeEntries result(byte[] lastLine, long start) {
                if (lastLine.length > 0 && !line(lastLine, start) && start == 0) {
                    throw foreign();
                }
                return new WholeEntries(keys, whole);
            }
        };
    }

    /** The key that a line holds, or null if it is none. */
    private static String key(byte[] line) {
        int quote = KEY_START.length - 1;
        try (JsonParser parser = JSON.createParser(line, quote, line.length - quote - KEY_END.length + 1)) {
            parser.nextToken();
            return parser.getText();
        } catch (IOException e) {
            return null;
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
