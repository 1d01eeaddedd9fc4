/**
 * Steps, each in a process of its own.
 *
 * <p>A {@link StepPlan} says what is to be run, on what and for how long. {@link StepRunner} starts it by the
 * {@link JavaCommand} of this very process; {@link StepProcess} is its {@code main}, which makes the {@link Step} and gives it a
 * {@link StepContext}. What the step finds is in its {@link StepLog}, line by line, as soon as it is found, so that a process that
 * crashes or hangs loses no more than it was at. The runner reads that and makes it a {@link StepResult}.
 */
package io.github.metis8d.cli.prove.process;
