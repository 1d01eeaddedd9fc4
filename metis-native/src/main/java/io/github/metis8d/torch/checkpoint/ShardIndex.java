package io.github.metis8d.torch.checkpoint;

import io.github.metis8d.ModelException;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** The files that {@code model.safetensors.index.json} spreads the tensors over. */
final class ShardIndex {
    static final String FILE = "model.safetensors.index.json";

    private ShardIndex() {}

    /**
     * {@return the shards, sorted by the names that the index gives them}
     *
     * @throws ModelException if the file is no index, or names a file outside of its folder
     */
    static List<Path> shards(Path index) {
        Map<String, Object> map = weightMap(index);
        if (map == null || map.isEmpty()) {
            throw new ModelException(index + " has no weight_map; fetch the file again");
        }
        SortedSet<String> names = new TreeSet<>();
        for (Object name : map.values()) {
            names.add(name instanceof String text ? text : "");
        }
        List<Path> shards = new ArrayList<>();
        for (String name : names) {
            shards.add(below(index, name));
        }
        return shards;
    }

    private static Map<String, Object> weightMap(Path index) {
        try {
            return Json.object(Json.PYTHON.object(SmallFile.read(index), "metadata"), "weight_map");
        } catch (Json.Malformed e) {
            throw new ModelException(index + " cannot be used: " + e.getMessage() + "; fetch the file again", e);
        } catch (IOException e) {
            throw new ModelException(index + " cannot be read: " + e, e);
        }
    }

    /** A name from a file must not lead out of its folder, on any system. */
    private static Path below(Path index, String name) {
        List<String> parts = new ArrayList<>(List.of(name.split("/")));
        parts.removeIf(part -> part.equals(".") || part.isEmpty());
        boolean leads = name.startsWith("/") || name.matches("(?s).*[\\\\:\\p{Cntrl}].*") || parts.contains("..");
        if (leads || !name.endsWith(".safetensors")) {
            throw refused(index, name);
        }
        try {
            return index.resolveSibling(String.join("/", parts));
        } catch (InvalidPathException e) {
            throw refused(index, name);
        }
    }

    private static ModelException refused(Path index, String name) {
        return new ModelException(index + " puts a tensor into \"" + Printable.of(name)
                + "\", which is no name of a safetensors file below its folder");
    }
}
