package io.github.metis8d.io.hub;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.metis8d.ModelException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** The files that {@code model.safetensors.index.json} spreads the tensors over. */
final class ShardIndex {
    private static final int MAX_SHARDS = 1000;

    private ShardIndex() {}

    /**
     * Reads the names of the shards.
     *
     * @throws ModelException if the file is no index, or names a file that could lie outside its folder
     * @throws IOException if the file cannot be read
     */
    static List<String> shards(Path index) throws IOException {
        SortedSet<String> shards = new TreeSet<>();
        try (JsonParser json = new JsonFactory().createParser(index.toFile())) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new ModelException(index + " is no index of safetensors files");
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                boolean isMap = json.currentName().equals("weight_map");
                json.nextToken();
                if (isMap && json.currentToken() == JsonToken.START_OBJECT) {
                    readMap(json, index, shards);
                } else {
                    json.skipChildren();
                }
            }
        } catch (com.fasterxml.jackson.core.JacksonException e) {
            throw new ModelException(index + " is no index of safetensors files: " + e.getOriginalMessage(), e);
        }
        if (shards.isEmpty()) {
            throw new ModelException(index + " names no safetensors file");
        }
        return List.copyOf(shards);
    }

    private static void readMap(JsonParser json, Path index, SortedSet<String> shards) throws IOException {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.nextToken() == JsonToken.VALUE_STRING ? json.getText() : "";
            String shard = name.replaceFirst("^(?:\\./)+", "");
            if (!HubCache.isFile(shard) || !shard.endsWith(".safetensors")) {
                throw new ModelException(
                        index + " puts a tensor into a file whose name is refused: \"" + printable(name) + "\"");
            }
            shards.add(shard);
            if (shards.size() > MAX_SHARDS) {
                throw new ModelException(index + " names more than " + MAX_SHARDS + " files");
            }
        }
    }

    /** What comes from outside must not steer a terminal. */
    private static String printable(String name) {
        String plain = name.replaceAll("[^\\x20-\\x7e]", "?");
        return plain.length() > 80 ? plain.substring(0, 80) + "..." : plain;
    }
}
