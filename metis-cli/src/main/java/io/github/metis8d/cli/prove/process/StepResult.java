package io.github.metis8d.cli.prove.process;

import java.util.List;

/**
 * What became of a step.
 *
 * @param name of its {@link StepPlan}
 * @param outcome how it ended
 * @param reason why it crashed, took too long or was not run, as a sentence without a full stop; empty otherwise
 * @param seconds that its process took
 * @param findings what it measured, up to where it ended
 * @param problems what is wrong
 * @param notes what is to be known beside
 */
public record StepResult(
        String name,
        Outcome outcome,
        String reason,
        double seconds,
        List<Finding> findings,
        List<String> problems,
        List<String> notes) {
    /** How a step ended. */
    public enum Outcome {
        /** It came to its end, and nothing is wrong. */
        PASSED,
        /** It came to its end, and something is wrong. */
        FAILED,
        /** Its process ended in the middle. */
        CRASHED,
        /** Its process was ended, since it took longer than it may. */
        OUT_OF_TIME,
        /** It has nothing to do with this device, or was not asked for. */
        NOT_APPLICABLE,
        /** It was to be run, but could not be. */
        NOT_RUN;

        /** {@return whether all that was to be shown was} */
        public boolean good() {
            return this == PASSED || this == NOT_APPLICABLE;
        }
    }

    /**
     * {@return the result of a step without a process}
     *
     * @param plan the step
     * @param outcome {@link Outcome#NOT_APPLICABLE} or {@link Outcome#NOT_RUN}
     * @param reason why
     */
    public static StepResult without(StepPlan plan, Outcome outcome, String reason) {
        return new StepResult(plan.name(), outcome, reason, 0, List.of(), List.of(), List.of());
    }
}
