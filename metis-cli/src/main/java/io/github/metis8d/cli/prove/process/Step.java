package io.github.metis8d.cli.prove.process;

/** Something to try or to measure. Made by its constructor without arguments, in the process that runs it. */
@FunctionalInterface
public interface Step {
    /**
     * Does it, and records what it finds.
     *
     * @param context where, how much, and where findings go
     * @throws Exception if it cannot go on; its message is recorded as a problem
     */
    void run(StepContext context) throws Exception;
}
