package io.github.metis8d.io.latents;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.github.metis8d.io.files.KeyOrder;
import io.github.metis8d.io.files.WholeFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.SortedSet;
import java.util.TreeSet;

/** {@code success.json}: a JSON array of the paths that a finished output holds, sorted. */
final class KeyList {
    private static final JsonFactory JSON = new JsonFactory();

    private KeyList() {}

    /**
     * Reads a list.
     *
     * @throws io.github.metis8d.MetisException if it is another program's
     */
    static SortedSet<String> read(Path file) throws IOException {
        SortedSet<String> keys = new TreeSet<>(KeyOrder.BY_CODE_POINT);
        try (JsonParser parser = JSON.createParser(file.toFile())) {
            boolean ours = parser.nextToken() == JsonToken.START_ARRAY;
            while (ours && parser.nextToken() == JsonToken.VALUE_STRING) {
                keys.add(parser.getText());
            }
            if (!ours || parser.currentToken() != JsonToken.END_ARRAY) {
                throw EntryFormat.foreign(file);
            }
        } catch (JsonProcessingException e) {
            throw EntryFormat.foreign(file);
        }
        return keys;
    }

    /** Writes a list, or puts it in another's place. */
    static void write(Path file, Collection<String> sorted) throws IOException {
        WholeFile.write(file, out -> {
            LatentText text = new LatentText(out);
            String before = "[\n  \"";
            for (String key : sorted) {
                text.put(before);
                text.putEscaped(key);
                before = "\",\n  \"";
            }
            text.put(sorted.isEmpty() ? "[]\n" : "\"\n]\n");
            text.flush();
        });
    }
}
