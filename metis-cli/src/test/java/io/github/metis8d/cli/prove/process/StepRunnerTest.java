package io.github.metis8d.cli.prove.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.metis8d.cli.prove.process.StepResult.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Steps in processes of their own, which end well and not so well. */
class StepRunnerTest {
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Finding FOUND = Finding.of("device", "cpu").with("number", 1.5);

    @TempDir
    private Path folder;

    private static StepPlan plan(Class<? extends Step> step) {
        return StepPlan.of(step.getSimpleName(), "A trial", step, "Nothing.");
    }

    private StepResult run(StepPlan plan, Duration limit) throws InterruptedException {
        return new StepRunner(folder).run(plan, "cpu", Scale.QUICK, limit);
    }

    private StepResult run(Class<? extends Step> step) throws InterruptedException {
        return run(plan(step), LONG);
    }

    @Test
    void whatAStepFindsAndIsToldIsItsResult() throws Exception {
        StepPlan plan =
                plan(TrialSteps.Good.class).with(List.of("-Dtrial.property=a b"), Map.of("TRIAL_VARIABLE", "c"));
        StepResult result = run(plan, LONG);
        assertThat(result.outcome()).as(result.toString()).isEqualTo(Outcome.PASSED);
        assertThat(result.findings()).containsExactly(FOUND);
        assertThat(result.problems()).isEmpty();
        assertThat(result.notes())
                .containsExactly(
                        "the scale is QUICK",
                        "the property is a b",
                        "the variable is c",
                        "the log says: careful with it");
        assertThat(result.seconds()).isPositive();
    }

    @Test
    void aStepThatFindsSomethingWrongFails() throws Exception {
        StepResult result = run(TrialSteps.Wrong.class);
        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.findings()).containsExactly(FOUND);
        assertThat(result.problems()).containsExactly("it is wrong", "it is very wrong");
    }

    @Test
    void aStepThatThrowsFails() throws Exception {
        StepResult result = run(TrialSteps.Throwing.class);
        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.findings()).containsExactly(FOUND);
        assertThat(result.problems()).containsExactly("there is no such thing");
    }

    @Test
    void aProcessThatEndsInTheMiddleIsACrash() throws Exception {
        StepResult result = run(TrialSteps.Halting.class);
        assertThat(result.outcome()).isEqualTo(Outcome.CRASHED);
        assertThat(result.reason()).isEqualTo("its process ended with exit code 7; the last it said: the last words");
        assertThat(result.findings()).containsExactly(FOUND);
    }

    @Test
    void soIsOneThatEndsAsIfAllWereWell() throws Exception {
        StepResult result = run(TrialSteps.Exiting.class);
        assertThat(result.outcome()).isEqualTo(Outcome.CRASHED);
        assertThat(result.reason()).startsWith("its process ended with exit code 0");
    }

    @Test
    void aCrashOfNativeCodeTellsSignalAndPlace() throws Exception {
        StepResult result = run(TrialSteps.Crashing.class);
        assertThat(result.outcome()).isEqualTo(Outcome.CRASHED);
        assertThat(result.reason()).contains("SIGSEGV", ", in ");
        assertThat(result.findings()).containsExactly(FOUND);
    }

    @Test
    void aStepThatHangsIsEnded() throws Exception {
        StepResult result = run(plan(TrialSteps.Hanging.class), Duration.ofSeconds(2));
        assertThat(result.outcome()).isEqualTo(Outcome.OUT_OF_TIME);
        assertThat(result.reason()).isEqualTo("it was ended after 2 s");
    }

    @Test
    void onTheModulePathAChildIsStartedFromIt() {
        JavaCommand command =
                new JavaCommand(Path.of("java"), List.of("--module-path=lib"), "", "io.github.metis8d.cli");
        assertThat(command.line(StepProcess.class, List.of("-Da=b"), List.of("c")))
                .containsExactly(
                        "java",
                        "--module-path=lib",
                        "-Da=b",
                        "-m",
                        "io.github.metis8d.cli/" + StepProcess.class.getName(),
                        "c");
    }
}
