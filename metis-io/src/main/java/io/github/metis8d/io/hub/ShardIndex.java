package io.github.metis8d.io.hub;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.github.metis8d.ModelException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The files that {@code model.safetensors.index.json} spreads the tensors over. */
final class ShardIndex {
    private static final int MAX_SHARDS = 1000;

    /** As Python reads it. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private ShardIndex() {}

    /**
     * Reads the names of the shards, which may lie in folders below.
     *
     * @throws ModelException if the file is no index, or names a file that could lie outside its folder
     * @throws IOException if the file cannot be read
     */
    static List<String> shards(Path index) throws IOException {
        SortedSet<String> shards = new TreeSet<>();
        try (JsonParser json = JSON.createParser(index.toFile())) {
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
        } catch (JsonProcessingException e) {
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
            String shard = plain(name);
            if (!HubCache.isFile(shard) || name.startsWith("/") || !shard.endsWith(".safetensors")) {
                throw new ModelException(
                        index + " puts a tensor into a file whose name is refused: \"" + printable(name) + "\"");
            }
            shards.add(shard);
            if (shards.size() > MAX_SHARDS) {
                throw new ModelException(index + " names more than " + MAX_SHARDS + " files");
            }
        }
    }

    /** Without parts of a path that lead nowhere: the hub knows a file by one name only. */
    private static String plain(String name) {
        return Arrays.stream(name.split("/"))
                .filter(part -> !part.isEmpty() && !part.equals("."))
                .collect(Collectors.joining("/"));
    }

    /** What comes from outside must not steer a terminal. */
    private static String printable(String name) {
        String plain = name.replaceAll("[^\\x20-\\x7e]", "?");
        return plain.length() > 80 ? plain.substring(0, 80) + "..." : plain;
    }
}
