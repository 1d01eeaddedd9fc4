package io.github.metis8d.io.files;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The text of JSON strings. A lone surrogate, which stands for a byte of a file's name that is not UTF-8
 * ({@link FileNames}), has no UTF-8 and is written as an escape, as Python does; Jackson would refuse it.
 */
public final class JsonStrings {
    private JsonStrings() {}

    /**
     * {@return what goes between the quotes of a string, in UTF-8}
     *
     * @param text of the string
     */
    public static byte[] escaped(String text) {
        JsonStringEncoder json = JsonStringEncoder.getInstance();
        if (!hasLoneSurrogate(text)) {
            return json.quoteAsUTF8(text);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int end;
        for (int start = 0; start < text.length(); start = end) {
            end = loneSurrogate(text, start);
            bytes.writeBytes(json.quoteAsUTF8(text.substring(start, end)));
            if (end < text.length()) {
                String escape = String.format(Locale.ROOT, "\\u%04x", (int) text.charAt(end));
                bytes.writeBytes(escape.getBytes(StandardCharsets.US_ASCII));
                end++;
            }
        }
        return bytes.toByteArray();
    }

    /**
     * {@return whether there is half of a pair without its other half}
     *
     * @param text any
     */
    public static boolean hasLoneSurrogate(String text) {
        return loneSurrogate(text, 0) < text.length();
    }

    /**
     * {@return where the first half of a pair without its other half is, or the length}
     *
     * @param text any
     * @param from where to begin
     */
    public static int loneSurrogate(String text, int from) {
        int at = from;
        while (at < text.length()) {
            int codePoint = text.codePointAt(at);
            if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
                return at;
            }
            at += Character.charCount(codePoint);
        }
        return at;
    }
}
