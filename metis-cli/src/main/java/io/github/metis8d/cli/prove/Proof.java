package io.github.metis8d.cli.prove;

import io.github.metis8d.cli.prove.process.Finding;
import io.github.metis8d.cli.prove.process.Scale;
import io.github.metis8d.cli.prove.process.StepResult;
import io.github.metis8d.cli.prove.process.StepResult.Outcome;
import java.util.List;
import java.util.Optional;

/**
 * What was tried of a device, and what came of it.
 *
 * @param format of this record, where it is written as JSON
 * @param version of Metis
 * @param date when it was begun, in UTC
 * @param scale how much was tried
 * @param device {@code cpu}, {@code cuda:N}, or empty where there was none to try
 * @param seconds that it took
 * @param proven whether every step that has to do with the device came to its end and found nothing wrong
 * @param steps in the order in which they were run
 */
public record Proof(
        int format,
        String version,
        String date,
        Scale scale,
        String device,
        double seconds,
        boolean proven,
        List<StepResult> steps) {
    /** The {@link #format} of this version. */
    public static final int FORMAT = 1;

    /** {@return whether every step is good, and one at least was run on the device} */
    static boolean proves(List<StepResult> steps) {
        return steps.stream().allMatch(step -> step.outcome().good())
                && steps.stream()
                                .filter(step -> step.outcome() == Outcome.PASSED)
                                .count()
                        > 1;
    }

    /** {@return whether the device is a GPU} */
    boolean gpu() {
        return device.startsWith("cuda");
    }

    /**
     * {@return a step's result, if it is there}
     *
     * @param name of the step
     */
    Optional<StepResult> step(String name) {
        return steps.stream().filter(step -> step.name().equals(name)).findFirst();
    }

    /**
     * {@return what a step measured; nothing where it is not there}
     *
     * @param name of the step
     */
    List<Finding> findings(String name) {
        return step(name).map(StepResult::findings).orElse(List.of());
    }
}
