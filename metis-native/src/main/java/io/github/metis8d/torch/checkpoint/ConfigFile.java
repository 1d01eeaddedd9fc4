package io.github.metis8d.torch.checkpoint;

import io.github.metis8d.ModelException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A JSON file of settings, whose values are checked as they are asked for. */
final class ConfigFile {
    private final Path file;
    private final Map<String, Object> values;

    private ConfigFile(Path file, Map<String, Object> values) {
        this.file = file;
        this.values = values;
    }

    static ConfigFile read(Path file) {
        return read(file, Json.PYTHON);
    }

    static ConfigFile read(Path file, Json syntax) {
        try {
            return new ConfigFile(file, syntax.object(SmallFile.read(file), null));
        } catch (NoSuchFileException e) {
            throw new ModelException("there is no file " + file + "; check the path of the model", e);
        } catch (Json.Malformed e) {
            throw new ModelException(file + " cannot be used: " + e.getMessage() + "; fetch the file again", e);
        } catch (IOException e) {
            throw new ModelException(file + " cannot be read: " + e, e);
        }
    }

    /** The object at a path of keys, which must be there. */
    ConfigFile section(String... keys) {
        Map<String, Object> found = values;
        for (String key : keys) {
            found = Json.object(found, key);
            if (found == null) {
                throw wrong("it has no section " + String.join(".", keys));
            }
        }
        return new ConfigFile(file, found);
    }

    /** Whether there is a value, be it null. */
    boolean names(String name) {
        return values.containsKey(name);
    }

    /** Whether there is a value that is not null. */
    boolean has(String name) {
        return values.get(name) != null;
    }

    /** A whole number from 1 to max, also written as 16000.0, or the default where none is given. */
    int size(String name, int max, int absent) {
        return whole(name, 1, max, absent);
    }

    int whole(String name, int min, int max, int absent) {
        if (!values.containsKey(name)) {
            return absent;
        }
        double value = values.get(name) instanceof Number number ? number.doubleValue() : Double.NaN;
        if (value != Math.rint(value) || value < min || value > max) {
            throw wrong(name + " must be a whole number from " + min + " to " + max + ", not " + shown(name));
        }
        return (int) value;
    }

    double positive(String name, double absent) {
        double value = number(name, absent);
        if (!(value > 0) || Double.isInfinite(value)) {
            throw wrong(name + " must be a number above 0, not " + shown(name));
        }
        return value;
    }

    double number(String name, double absent) {
        if (!values.containsKey(name)) {
            return absent;
        }
        if (values.get(name) instanceof Number number) {
            return number.doubleValue();
        }
        throw wrong(name + " must be a number, not " + shown(name));
    }

    /** A text, which may be absent, but no other than those allowed. */
    void require(String name, String... allowed) {
        if (values.containsKey(name) && !List.of(allowed).contains(String.valueOf(values.get(name)))) {
            throw wrong(name + " must be " + String.join(" or ", allowed) + ", not " + shown(name));
        }
    }

    ModelException wrong(String what) {
        return new ModelException(file + " does not describe a model of this kind: " + what);
    }

    private String shown(String name) {
        Object value = values.get(name);
        if (value instanceof Map || value instanceof List) {
            return value instanceof Map ? "an object" : "a list";
        }
        return value instanceof String text ? '"' + Printable.of(text) + '"' : Printable.of(String.valueOf(value));
    }
}
