package io.github.metis8d.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a command gave that ran in this process.
 *
 * @param code its exit code
 * @param out what it wrote to standard output
 * @param err what it wrote to standard error
 */
record CommandRun(int code, String out, String err) {
    /** {@return the arguments of an extraction with the small built-in model} */
    static List<String> extraction(Path audio, Path output, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "extract",
                "--audio-dir=" + audio,
                "--output-dir=" + output.getParent(),
                "--output-file=" + output.getFileName(),
                "--model=tiny-random",
                "--device=" + TestDevice.NAME));
        arguments.addAll(List.of(more));
        return arguments;
    }

    /** Runs a command. */
    static CommandRun of(List<String> arguments) {
        return of(arguments.toArray(String[]::new));
    }

    /** Runs a command. */
    static CommandRun of(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream realOut = System.out;
        PrintStream realErr = System.err;
        try {
            System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
            int code = Metis.run(arguments);
            return new CommandRun(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(realOut);
            System.setErr(realErr);
        }
    }
}
