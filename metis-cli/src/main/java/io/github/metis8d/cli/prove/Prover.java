package io.github.metis8d.cli.prove;

import io.github.metis8d.cli.prove.process.Scale;
import io.github.metis8d.cli.prove.process.StepContext;
import io.github.metis8d.cli.prove.process.StepPlan;
import io.github.metis8d.cli.prove.process.StepResult;
import io.github.metis8d.cli.prove.process.StepResult.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Has steps run one after the other, whatever becomes of each.
 *
 * @param steps the first of which chooses the device where none is named, and tells it as the value {@link StepContext#DEVICE}
 * @param total what all of them may take
 * @param runner runs one
 */
record Prover(List<StepPlan> steps, Duration total, Runner runner) {
    private static final Duration TOO_LITTLE = Duration.ofSeconds(3);

    /** Runs a step. */
    @FunctionalInterface
    interface Runner {
        /** As {@link io.github.metis8d.cli.prove.process.StepRunner#run} does. */
        StepResult run(StepPlan plan, String device, Scale scale, Duration limit) throws InterruptedException;
    }

    /**
     * Runs all.
     *
     * @param version of Metis
     * @param device the device, or empty to have one chosen
     * @param scale how much to try
     * @param told of each result as soon as it is there
     */
    Proof prove(String version, String device, Scale scale, BiConsumer<StepPlan, StepResult> told)
            throws InterruptedException {
        Instant begin = Instant.now();
        long start = System.nanoTime();
        List<StepResult> results = new ArrayList<>();
        String chosen = device;
        for (StepPlan step : steps) {
            Duration left = total.minusNanos(System.nanoTime() - start);
            StepResult result = run(step, chosen, scale, left, results.isEmpty());
            if (chosen.isEmpty()) {
                chosen = chosen(result);
            }
            results.add(result);
            told.accept(step, result);
        }
        return new Proof(
                Proof.FORMAT,
                version,
                begin.truncatedTo(ChronoUnit.SECONDS).toString(),
                scale,
                chosen,
                (System.nanoTime() - start) / 1e9,
                Proof.proves(results),
                List.copyOf(results));
    }

    private StepResult run(StepPlan step, String device, Scale scale, Duration left, boolean first)
            throws InterruptedException {
        if (!step.limits().containsKey(scale)) {
            return StepResult.without(step, Outcome.NOT_APPLICABLE, "--quick leaves it out");
        }
        if (device.isEmpty() && !first) {
            return StepResult.without(step, Outcome.NOT_RUN, "there is no device to try it on");
        }
        if (device.equals("cpu") && !step.onlyGpu().isEmpty()) {
            return StepResult.without(step, Outcome.NOT_APPLICABLE, step.onlyGpu());
        }
        if (left.compareTo(TOO_LITTLE) < 0) {
            return StepResult.without(step, Outcome.NOT_RUN, "the steps before it took all the time");
        }
        Duration own = step.limits().get(scale);
        return runner.run(step, device, scale, own.compareTo(left) < 0 ? own : left);
    }

    private static String chosen(StepResult result) {
        return result.findings().stream()
                .filter(finding -> finding.values().containsKey(StepContext.DEVICE))
                .map(finding -> finding.text(StepContext.DEVICE))
                .findFirst()
                .orElse("");
    }
}
