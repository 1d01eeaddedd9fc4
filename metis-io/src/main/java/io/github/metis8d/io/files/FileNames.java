package io.github.metis8d.io.files;

import io.github.metis8d.MetisException;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The names of files as text, the same under every locale. On Unix a name is bytes: they are taken for UTF-8, and a byte
 * that is not is the lone surrogate U+DC00 plus its value, as Python's {@code os.fsdecode} has it (PEP 383).
 *
 * <p>{@link Path#toString} and {@link Path#of(String, String...)} go by the locale instead: under {@code LC_ALL=C} they
 * know ASCII alone, and what they do not know becomes U+FFFD, whatever it was. A path's URI has its bytes.
 */
public final class FileNames {
    /** Set on Unix by the locale; no other property says how the JDK reads names. */
    private static final boolean UTF_8 =
            StandardCharsets.UTF_8.name().equalsIgnoreCase(System.getProperty("sun.jnu.encoding"));

    private static final char UNKNOWN = '\uFFFD';
    private static final int ESCAPE = 0xDC00;
    private static final String UNRESERVED = "/.-_";

    /** What to do about a name that {@link Path#of(String, String...)} could not take as it is. */
    public static final String HOW_TO_NAME_IT =
            "A name that is not ASCII needs a locale of UTF-8 (LC_ALL=C.UTF-8); one that is"
                    + " not UTF-8 cannot be named, but a link to it can";

    private FileNames() {}

    /**
     * {@return the name of a file in its folder}
     *
     * @param file with a name
     */
    public static String name(Path file) {
        Path name = file.getFileName();
        if (isFaithful(name)) {
            return name.toString();
        }
        byte[] path = bytes(file);
        String text = decode(path);
        return text.substring(text.lastIndexOf('/') + 1);
    }

    /**
     * {@return the path from a folder to something below it, with forward slashes}
     *
     * @param folder where it starts
     * @param below a path that starts with that of the folder
     */
    public static String relative(Path folder, Path below) {
        Path relative = folder.relativize(below);
        if (isFaithful(relative)) {
            return relative.toString().replace(relative.getFileSystem().getSeparator(), "/");
        }
        String start = decode(bytes(folder));
        return decode(bytes(below)).substring(start.endsWith("/") ? start.length() : start.length() + 1);
    }

    /**
     * {@return the path to something below a folder}
     *
     * @param folder where it starts
     * @param relative the text that {@link #relative} gives
     */
    public static Path resolve(Path folder, String relative) {
        if (!hasBytes(folder) || UTF_8 && !JsonStrings.hasLoneSurrogate(relative)) {
            return folder.resolve(relative);
        }
        Path path = folder;
        for (String name : relative.split("/")) {
            path = path.resolve(name.equals("..") ? Path.of("..") : fromBytes(encode(name)));
        }
        return path;
    }

    private static Path fromBytes(byte[] name) {
        return Path.of(URI.create("file:///" + escaped(name))).getFileName();
    }

    /**
     * {@return a file's absolute path as native code takes it}
     *
     * @param file anywhere
     */
    public static byte[] bytes(Path file) {
        Path absolute = file.toAbsolutePath();
        if (isFaithful(absolute)) {
            return absolute.toString().getBytes(StandardCharsets.UTF_8);
        }
        String path = absolute.toUri().getRawPath();
        // A folder's URI ends in a slash.
        int length = path.length() > 1 && path.endsWith("/") ? path.length() - 1 : path.length();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(length);
        for (int i = 0; i < length; i++) {
            if (path.charAt(i) == '%') {
                bytes.write(Integer.parseInt(path, i + 1, i + 3, 16));
                i += 2;
            } else {
                bytes.write(path.charAt(i));
            }
        }
        return bytes.toByteArray();
    }

    /**
     * {@return whether a path's text is that of its bytes}
     *
     * @param path of a file
     */
    public static boolean isFaithful(Path path) {
        return !hasBytes(path) || UTF_8 && path.toString().indexOf(UNKNOWN) < 0;
    }

    private static boolean hasBytes(Path path) {
        return path.getFileSystem() == FileSystems.getDefault()
                && path.getFileSystem().getSeparator().equals("/");
    }

    /**
     * {@return the text of a name, in which a lone surrogate stands for each byte that is not UTF-8}
     *
     * @param name its bytes
     */
    public static String decode(byte[] name) {
        CharsetDecoder utf8 = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(name);
        CharBuffer out = CharBuffer.allocate(name.length);
        CoderResult result = utf8.decode(in, out, true);
        while (result.isError()) {
            for (int i = 0; i < result.length(); i++) {
                out.put((char) (ESCAPE + (in.get() & 0xff)));
            }
            result = utf8.reset().decode(in, out, true);
        }
        return out.flip().toString();
    }

    /**
     * {@return the bytes of a name}
     *
     * @param text of the name, as {@link #decode} gives it
     * @throws MetisException if it is no text of a name
     */
    public static byte[] encode(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int end;
        for (int start = 0; start < text.length(); start = end) {
            end = JsonStrings.loneSurrogate(text, start);
            bytes.writeBytes(text.substring(start, end).getBytes(StandardCharsets.UTF_8));
            if (end < text.length()) {
                int value = text.charAt(end) - ESCAPE;
                if (value < 0x80 || value > 0xff) {
                    throw new MetisException(text + " is not the name of a file: it has half of a character");
                }
                bytes.write(value);
                end++;
            }
        }
        return bytes.toByteArray();
    }

    private static String escaped(byte[] path) {
        StringBuilder text = new StringBuilder(path.length);
        for (byte b : path) {
            boolean plain = b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9';
            if (plain || UNRESERVED.indexOf(b) >= 0) {
                text.append((char) b);
            } else {
                text.append(String.format(Locale.ROOT, "%%%02X", b));
            }
        }
        return text.toString();
    }
}
