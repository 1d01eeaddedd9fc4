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
 * @param total what all of them may take, at least the sum of their limits
 * @param runner runs one
 */
record Prover(List<StepPlan> steps, Duration total, Runner runner) {
    private static final Duration TOO_LITTLE = Duration.ofSeconds(3);

    /** So many times its limit a step may take, if those before it left the time: a machine may be busy. */
    private static final int GENEROUS = 3;

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
            List<StepPlan> later = steps.subList(results.size() + 1, steps.size());
            StepResult result = run(step, chosen, scale, left.minus(reserved(later, chosen, scale)), results.isEmpty());
            if (results.isEmpty()) {
                chosen = chosen(result, device);
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
        if (leftOut(step, device)) {
            return StepResult.without(step, Outcome.NOT_APPLICABLE, step.onlyGpu());
        }
        if (left.compareTo(TOO_LITTLE) < 0) {
            return StepResult.without(step, Outcome.NOT_RUN, "the steps before it took all the time");
        }
        Duration most = step.limits().get(scale).multipliedBy(GENEROUS);
        return runner.run(step, device, scale, most.compareTo(left) < 0 ? most : left);
    }

    /** What is kept for steps that come later, so that one that hangs takes nothing from them. */
    private static Duration reserved(List<StepPlan> later, String device, Scale scale) {
        return later.stream()
                .filter(step -> step.limits().containsKey(scale) && !leftOut(step, device))
                .map(step -> step.limits().get(scale))
                .reduce(Duration.ZERO, Duration::plus);
    }

    private static boolean leftOut(StepPlan step, String device) {
        return device.equals("cpu") && !step.onlyGpu().isEmpty();
    }

    /** The device that the first step chose, or that was named; none where it says that this is not there. */
    private static String chosen(StepResult result, String named) {
        return result.findings().stream()
                .filter(finding -> finding.values().containsKey(StepContext.DEVICE))
                .map(finding -> finding.text(StepContext.DEVICE))
                .findFirst()
                .orElse(result.outcome() == Outcome.FAILED ? "" : named);
    }
}
