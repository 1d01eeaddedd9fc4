package io.github.metis8d.cli.prove;

import io.github.metis8d.cli.prove.process.StepPlan;
import io.github.metis8d.cli.prove.process.StepResult;
import io.github.metis8d.cli.prove.process.StepResult.Outcome;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a proof comes to, in words.
 *
 * @param proof what was tried
 * @param plans of its steps, by their names
 */
record Verdict(Proof proof, Map<String, StepPlan> plans) {
    static Verdict of(Proof proof, List<StepPlan> plans) {
        return new Verdict(proof, plans.stream().collect(Collectors.toMap(StepPlan::name, Function.identity())));
    }

    /** {@return the verdict in a sentence or two} */
    String headline() {
        long run = proof.steps().stream()
                .filter(step -> step.outcome() != Outcome.NOT_APPLICABLE)
                .count();
        if (proof.proven()) {
            return String.format(
                    Locale.ROOT,
                    "Proven: Metis works on this device. All %d steps that were to be run came to their end, and found"
                            + " nothing wrong.",
                    run);
        }
        long bad = proof.steps().stream().filter(step -> !step.outcome().good()).count();
        return proof.device().isEmpty()
                ? "Not proven: there was no device to try."
                : String.format(Locale.ROOT, "Not proven: of %d steps, %d did not end well.", run, bad);
    }

    /** {@return what stands against it, a line for each step} */
    List<String> troubles() {
        return proof.steps().stream()
                .filter(step -> !step.outcome().good())
                // Without a device the others were not begun with, which goes without saying.
                .filter(step -> !proof.device().isEmpty() || step.outcome() != Outcome.NOT_RUN)
                .map(step -> "*" + title(step) + "*: " + outcome(step)
                        + step.problems().stream()
                                .findFirst()
                                .map(problem -> " " + problem + ".")
                                .orElse(""))
                .toList();
    }

    /** {@return what people call a step} */
    String title(StepResult step) {
        return Optional.ofNullable(plans.get(step.name())).map(StepPlan::title).orElse(step.name());
    }

    /** {@return how a step ended, as a sentence} */
    static String outcome(StepResult step) {
        String took = String.format(Locale.ROOT, "%.0f s", step.seconds());
        return switch (step.outcome()) {
            case PASSED -> "Passed, in " + took + ".";
            case FAILED -> "Failed, in " + took + ".";
            case CRASHED ->
                "Crashed after " + took + ": " + step.reason() + "."
                        + (step.findings().isEmpty() ? "" : " What it had found by then is here.");
            case OUT_OF_TIME ->
                "Took too long: " + step.reason() + "."
                        + (step.findings().isEmpty() ? "" : " What it had found by then is here.");
            case NOT_APPLICABLE, NOT_RUN -> "Not run: " + step.reason() + ".";
        };
    }

    /** {@return the verdict and its troubles, for a terminal} */
    List<String> lines() {
        return Stream.concat(Stream.of(headline()), troubles().stream().map(line -> "  " + line.replace("*", "")))
                .toList();
    }
}
