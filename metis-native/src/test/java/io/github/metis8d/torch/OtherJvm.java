package io.github.metis8d.torch;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A JVM of its own, for what concerns a whole process.
 *
 * @param exitCode what it ended with
 * @param said its standard output and error
 */
public record OtherJvm(int exitCode, String said) {
    /** Runs a program to its end, with those of this JVM's class path entries whose file names are accepted. */
    public static OtherJvm run(Class<?> program, Predicate<String> entries, String... options)
            throws IOException, InterruptedException {
        return run(program, entries, Map.of(), options);
    }

    /** The same with more environment variables, and without this JVM's own about threads. */
    public static OtherJvm run(
            Class<?> program, Predicate<String> entries, Map<String, String> environment, String... options)
            throws IOException, InterruptedException {
        Process process = start(program, entries, environment, options);
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new OtherJvm(process.waitFor(), said);
    }

    /** Starts a program, whose output has to be read. */
    public static Process start(
            Class<?> program, Predicate<String> entries, Map<String, String> environment, String... options)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.add("-cp");
        command.add(Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entries.test(Path.of(entry).getFileName().toString()))
                .collect(Collectors.joining(File.pathSeparator)));
        command.add(program.getName());
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.matches("G?OMP_.*|OPENBLAS_.*"));
        builder.environment().putAll(environment);
        return builder.start();
    }
}
