package io.github.metis8d.cli.prove.process;

import io.github.metis8d.cli.prove.process.StepResult.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs steps, each in a process of its own that may fail, crash or hang. */
public final class StepRunner {
    /** What a process says at its end, of which a crash's reason shows so much. */
    private static final int SHOWN_LINES = 6;

    private static final int SHOWN_CHARACTERS = 300;

    /** Before the line of the signal, where the JVM tells of a crash. */
    private static final String FATAL = "A fatal error has been detected by the Java Runtime Environment:";

    private static final String FRAME = "Problematic frame:";

    /** Exit codes from here on are signals, on Unix. */
    private static final int FIRST_SIGNAL = 128;

    private final Path folder;
    private final JavaCommand command = JavaCommand.ofThisProcess();

    /**
     * A runner.
     *
     * @param folder an empty one, for what the processes write
     */
    public StepRunner(Path folder) {
        this.folder = folder;
    }

    /**
     * Runs a step, and waits for it.
     *
     * @param plan the step
     * @param device where, or empty to let it choose
     * @param scale how much
     * @param limit after which it is ended
     * @return what became of it
     * @throws InterruptedException if this thread is interrupted; the process is ended
     */
    public StepResult run(StepPlan plan, String device, Scale scale, Duration limit) throws InterruptedException {
        try {
            Path own = Files.createDirectory(folder.resolve(plan.name()));
            try {
                return run(plan, device, scale, limit, own);
            } finally {
                Folders.delete(own);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private StepResult run(StepPlan plan, String device, Scale scale, Duration limit, Path own)
            throws IOException, InterruptedException {
        Path log = own.resolve("log.jsonl");
        Path said = own.resolve("said.txt");
        List<String> options = Stream.concat(
                        Stream.of(
                                "-XX:ErrorFile=" + own.resolve("hs_err.log"),
                                "-XX:-CreateCoredumpOnCrash",
                                // What a process leaves that crashes or is ended goes with the folder.
                                "-Djava.io.tmpdir=" + own),
                        plan.options().stream())
                .toList();
        List<String> arguments =
                StepProcess.arguments(plan, device, scale, Instant.now().plus(limit), log);
        ProcessBuilder builder = new ProcessBuilder(command.line(StepProcess.class, options, arguments))
                .redirectErrorStream(true)
                .redirectOutput(said.toFile());
        JavaCommand.VARIABLES.forEach(builder.environment()::remove);
        builder.environment().putAll(plan.environment());
        long start = System.nanoTime();
        Process process = builder.start();
        boolean ended = waitFor(process, limit);
        double seconds = (System.nanoTime() - start) / 1e9;
        return result(plan, StepLog.read(log), ended ? process.exitValue() : null, limit, seconds, said);
    }

    private static boolean waitFor(Process process, Duration limit) throws InterruptedException {
        try {
            return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
    }

    /** @param code the exit code, or null where the process was ended */
    private static StepResult result(
            StepPlan plan, StepLog.Content log, Integer code, Duration limit, double seconds, Path said)
            throws IOException {
        Outcome outcome;
        String reason = "";
        if (code == null) {
            outcome = Outcome.OUT_OF_TIME;
            reason = String.format(Locale.ROOT, "it was ended after %.0f s", limit.toMillis() / 1e3);
        } else if (code != 0 || !log.ended()) {
            outcome = Outcome.CRASHED;
            reason = ending(code) + lastLines(said);
        } else {
            outcome = log.problems().isEmpty() ? Outcome.PASSED : Outcome.FAILED;
        }
        return new StepResult(plan.name(), outcome, reason, seconds, log.findings(), log.problems(), log.notes());
    }

    private static String ending(int code) {
        return code > FIRST_SIGNAL
                ? "its process was ended by signal " + (code - FIRST_SIGNAL)
                : "its process ended with exit code " + code;
    }

    /** What the JVM says of a crash, or else the last lines. */
    private static String lastLines(Path said) throws IOException {
        List<String> lines = new String(Files.readAllBytes(said), StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.replaceFirst("^#", "").strip())
                .filter(line -> !line.isEmpty())
                .toList();
        int signal = lines.indexOf(FATAL) + 1;
        int frame = lines.indexOf(FRAME) + 1;
        String shown = signal > 0 && frame > 0 && frame < lines.size()
                ? lines.get(signal) + ", in " + lines.get(frame)
                : String.join(" / ", lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size()));
        return shown.isEmpty()
                ? ""
                : "; the last it said: " + shown.substring(Math.max(0, shown.length() - SHOWN_CHARACTERS));
    }
}
