package io.github.metis8d.cli.prove.process;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One line of a step's table: what was measured in one case.
 *
 * @param values texts, whole numbers ({@link Long}), numbers ({@link Double}) and yes or no ({@link Boolean}) by their names
 */
public record Finding(@JsonValue Map<String, Object> values) {
    /**
     * Keeps the order of the values.
     *
     * @param values as above
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Finding {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /**
     * {@return a finding of one value}
     *
     * @param name of the value
     * @param value what {@link #values} may hold
     */
    public static Finding of(String name, Object value) {
        return new Finding(Map.of()).with(name, value);
    }

    /**
     * {@return this finding with one more value}
     *
     * @param name of the value
     * @param value what {@link #values} may hold
     */
    public Finding with(String name, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(values);
        more.put(name, value);
        return new Finding(more);
    }

    /**
     * {@return a text}
     *
     * @param name of the value
     * @throws IllegalStateException if it is not there
     */
    public String text(String name) {
        Object value = values.get(name);
        if (value == null) {
            throw new IllegalStateException("there is no " + name + " in " + values);
        }
        return value.toString();
    }

    /**
     * {@return a number, or nothing where it was not measured}
     *
     * @param name of the value
     */
    public Optional<Double> number(String name) {
        return values.get(name) instanceof Number number ? Optional.of(number.doubleValue()) : Optional.empty();
    }
}
