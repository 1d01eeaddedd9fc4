package io.github.metis8d.cli.prove.process;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** The process that runs one step. Started by {@link StepRunner} only. */
public final class StepProcess {
    /** Before it is ended, it says where it is. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private static final int SHOWN_FRAMES = 6;
    private static final String OURS = "io.github.metis8d.";

    private StepProcess() {}

    /** The arguments of {@link #main}. */
    static List<String> arguments(StepPlan plan, String device, Scale scale, Instant end, Path log) {
        return List.of(plan.code().getName(), device, scale.name(), end.toString(), log.toString());
    }

    /**
     * Runs a step.
     *
     * @param arguments as {@link StepRunner} gives them
     */
    public static void main(String[] arguments) {
        Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
        daemon("metis-parent", StepProcess::endWithParent);
        try (StepLog log = new StepLog(Path.of(arguments[4]))) {
            Duration left = Duration.between(Instant.now(), Instant.parse(arguments[3]));
            tellLastWords(log, left, Thread.currentThread());
            WarningNotes.into(log);
            StepContext context =
                    new StepContext(arguments[1], Scale.valueOf(arguments[2]), System.nanoTime() + left.toNanos(), log);
            run(arguments[0], context);
            log.ended();
        }
        System.exit(0);
    }

    private static void run(String step, StepContext context) {
        try {
            Class.forName(step)
                    .asSubclass(Step.class)
                    .getDeclaredConstructor()
                    .newInstance()
                    .run(context);
        } catch (Exception | LinkageError | OutOfMemoryError e) {
            e.printStackTrace();
            context.log().problem(e.getMessage() == null ? e.toString() : e.getMessage());
        }
    }

    /** The parent holds the other end of standard input, which the system closes however the parent ends. */
    private static void endWithParent() {
        try {
            while (System.in.read() >= 0) {
                // Nothing is ever said.
            }
        } catch (IOException e) {
            // As good as closed.
        }
        Runtime.getRuntime().halt(1);
    }

    private static void tellLastWords(StepLog log, Duration left, Thread worker) {
        long wait = left.minus(LAST_WORDS).toMillis();
        daemon("metis-last-words", () -> {
            try {
                TimeUnit.MILLISECONDS.sleep(Math.max(0, wait));
                log.note("its time was nearly up in "
                        + Arrays.stream(worker.getStackTrace())
                                .filter(frame -> frame.getClassName().startsWith(OURS))
                                .limit(SHOWN_FRAMES)
                                .map(frame -> simpleName(frame.getClassName()) + "." + frame.getMethodName())
                                .collect(Collectors.joining(" < ")));
            } catch (InterruptedException e) {
                // The process ends.
            }
        });
    }

    private static String simpleName(String type) {
        return type.substring(type.lastIndexOf('.') + 1);
    }

    private static void daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }
}
