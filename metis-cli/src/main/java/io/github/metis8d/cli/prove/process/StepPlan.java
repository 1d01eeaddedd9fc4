package io.github.metis8d.cli.prove.process;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A step that may be run.
 *
 * @param name a word for scripts
 * @param title what people call it
 * @param tells what it does and how to read its table, in sentences
 * @param code does it
 * @param onlyGpu why a CPU has nothing to try, or empty where it has
 * @param limits what is kept for it, for each scale in which it is run; its process is ended after that, or later where those
 *     before it took less
 * @param columns of its table
 * @param options of its JVM, beside those of this one
 * @param environment of its process, beside that of this one
 */
public record StepPlan(
        String name,
        String title,
        String tells,
        Class<? extends Step> code,
        String onlyGpu,
        Map<Scale, Duration> limits,
        List<Column> columns,
        List<String> options,
        Map<String, String> environment) {
    /**
     * {@return a step for any device, which is not run in any scale yet}
     *
     * @param name a word for scripts
     * @param title what people call it
     * @param code does it
     * @param tells what it does and how to read its table
     * @param columns of its table
     */
    public static StepPlan of(String name, String title, Class<? extends Step> code, String tells, Column... columns) {
        return new StepPlan(name, title, tells, code, "", Map.of(), List.of(columns), List.of(), Map.of());
    }

    /**
     * {@return the same, run in a scale}
     *
     * @param scale the scale
     * @param limit what is kept for it there
     */
    public StepPlan in(Scale scale, Duration limit) {
        Map<Scale, Duration> more = new EnumMap<>(Scale.class);
        more.putAll(limits);
        more.put(scale, limit);
        return new StepPlan(name, title, tells, code, onlyGpu, more, columns, options, environment);
    }

    /**
     * {@return the same for a GPU only}
     *
     * @param why a CPU has nothing to try
     */
    public StepPlan onlyOnGpu(String why) {
        return new StepPlan(name, title, tells, code, why, limits, columns, options, environment);
    }

    /**
     * {@return the same, in a process that is set up otherwise}
     *
     * @param more options of its JVM
     * @param variables of its environment
     */
    public StepPlan with(List<String> more, Map<String, String> variables) {
        return new StepPlan(name, title, tells, code, onlyGpu, limits, columns, more, variables);
    }
}
