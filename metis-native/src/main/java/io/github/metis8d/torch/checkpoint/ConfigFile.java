package io.github.metis8d.torch.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.metis8d.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** A JSON file of settings, whose values are checked as they are asked for. */
final class ConfigFile {
    private final Path file;
    private final JsonNode json;

    private ConfigFile(Path file, JsonNode json) {
        this.file = file;
        this.json = json;
    }

    static ConfigFile read(Path file) {
        try {
            JsonNode json = new JsonMapper().readTree(Files.readAllBytes(file));
            if (!json.isObject()) {
                throw new ModelException(file + " is not a JSON object; fetch the file again");
            }
            return new ConfigFile(file, json);
        } catch (NoSuchFileException e) {
            throw new ModelException("there is no file " + file + "; check the path of the model", e);
        } catch (JsonProcessingException e) {
            throw new ModelException(file + " is not JSON: " + e.getOriginalMessage() + "; fetch the file again", e);
        } catch (IOException e) {
            throw new ModelException(file + " cannot be read: " + e, e);
        }
    }

    /** The object at a path of keys, which must be there. */
    ConfigFile section(String... keys) {
        JsonNode node = json;
        for (String key : keys) {
            node = node.path(key);
        }
        if (!node.isObject()) {
            throw wrong("it has no section " + String.join(".", keys));
        }
        return new ConfigFile(file, node);
    }

    /** A whole number from 1 to max. */
    int size(String name, int max) {
        JsonNode value = json.path(name);
        if (!value.isIntegralNumber() || value.asLong() < 1 || value.asLong() > max) {
            throw wrong(name + " must be a whole number from 1 to " + max + ", not " + shown(value));
        }
        return value.intValue();
    }

    int size(String name, int max, int absent) {
        return json.has(name) ? size(name, max) : absent;
    }

    double positive(String name) {
        JsonNode value = json.path(name);
        if (!value.isNumber() || !(value.asDouble() > 0)) {
            throw wrong(name + " must be a number above 0, not " + shown(value));
        }
        return value.asDouble();
    }

    double number(String name, double absent) {
        JsonNode value = json.path(name);
        if (value.isMissingNode()) {
            return absent;
        }
        if (!value.isNumber()) {
            throw wrong(name + " must be a number, not " + shown(value));
        }
        return value.asDouble();
    }

    void require(String name, String... allowed) {
        JsonNode value = json.path(name);
        if (!value.isTextual() || !List.of(allowed).contains(value.asText())) {
            throw wrong(name + " must be " + String.join(" or ", allowed) + ", not " + shown(value));
        }
    }

    ModelException wrong(String what) {
        return new ModelException(file + " does not describe a model of this kind: " + what);
    }

    private static String shown(JsonNode value) {
        return value.isMissingNode() ? "missing" : value.toString();
    }
}
