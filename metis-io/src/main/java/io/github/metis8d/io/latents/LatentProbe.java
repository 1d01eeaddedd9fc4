package io.github.metis8d.io.latents;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.github.metis8d.MetisException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.zip.GZIPInputStream;

/** Tells by the first bytes in what format latents are. */
final class LatentProbe {
    private static final byte[] GZIP = {0x1f, (byte) 0x8b};
    private static final byte[] PARQUET = {'P', 'A', 'R', '1'};
    private static final byte[] NPY = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final JsonFactory JSON =
            JsonFactory.builder().disable(StreamReadFeature.AUTO_CLOSE_SOURCE).build();
    /** More than a file's name, and what a JSON parser reads at once, take. */
    private static final int LOOK_AHEAD = 1 << 20;

    private static final int BUFFER = 1 << 16;

    private LatentProbe() {}

    static LatentReader open(Path output) {
        try {
            if (Files.isDirectory(output)) {
                return new PartFolder(output).isThere() ? new PartsReader(output) : NpyLatentReader.ofTree(output);
            }
            InputStream in = new BufferedInputStream(Files.newInputStream(output), BUFFER);
            try {
                if (startsWith(in, NPY)) {
                    return closing(in, NpyLatentReader.ofFile(output));
                }
                return startsWith(in, PARQUET) ? closing(in, Parquet.provider().open(output)) : text(output, in);
            } catch (IOException | RuntimeException e) {
                in.close();
                throw e;
            }
        } catch (NoSuchFileException e) {
            throw new MetisException("there is no file " + output, e);
        } catch (EOFException e) {
            throw new CutShortException(output + " ends too soon", e);
        } catch (IOException e) {
            throw new MetisException(output + " cannot be read: " + e, e);
        }
    }

    /** The keys of a file, in their order. */
    static Collection<String> keys(Path file) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER)) {
            if (startsWith(in, PARQUET)) {
                return Parquet.provider().keys(file);
            }
        }
        return format(file).whole(file).keys();
    }

    /** The format of a file that is text, compressed or not. */
    private static EntryFormat format(Path file) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER)) {
            boolean compressed = startsWith(in, GZIP);
            InputStream text = compressed ? new BufferedInputStream(new GZIPInputStream(in, BUFFER), BUFFER) : in;
            OutputFormat format = isLines(text) ? OutputFormat.JSONL : OutputFormat.JSON;
            return format.text(compressed);
        } catch (EOFException e) {
            throw new CutShortException(file + " ends too soon", e);
        }
    }

    private static LatentReader closing(InputStream in, LatentReader reader) throws IOException {
        in.close();
        return reader;
    }

    private static LatentReader text(Path output, InputStream in) throws IOException {
        InputStream text = startsWith(in, GZIP) ? new BufferedInputStream(new GZIPInputStream(in, BUFFER), BUFFER) : in;
        String origin = output.toString();
        return isLines(text) ? new JsonLinesLatentReader(origin, text) : new JsonLatentReader(origin, text);
    }

    private static boolean startsWith(InputStream in, byte[] magic) throws IOException {
        in.mark(magic.length);
        boolean equal = Arrays.equals(in.readNBytes(magic.length), magic);
        in.reset();
        return equal;
    }

    /** Whether the first object holds a path as a text; in the other format its first field is an array. */
    private static boolean isLines(InputStream in) throws IOException {
        in.mark(LOOK_AHEAD);
        try (JsonParser parser = JSON.createParser(in)) {
            JsonToken first = parser.nextToken();
            // Nothing is no line, but no object either.
            return first == null
                    || first == JsonToken.START_OBJECT
                            && parser.nextToken() == JsonToken.FIELD_NAME
                            && parser.nextToken() == JsonToken.VALUE_STRING;
        } catch (JsonProcessingException e) {
            return false;
        } finally {
            in.reset();
        }
    }
}
