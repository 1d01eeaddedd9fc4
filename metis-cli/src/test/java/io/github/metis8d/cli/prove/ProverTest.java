package io.github.metis8d.cli.prove;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.metis8d.cli.prove.process.Finding;
import io.github.metis8d.cli.prove.process.Scale;
import io.github.metis8d.cli.prove.process.Step;
import io.github.metis8d.cli.prove.process.StepContext;
import io.github.metis8d.cli.prove.process.StepPlan;
import io.github.metis8d.cli.prove.process.StepResult;
import io.github.metis8d.cli.prove.process.StepResult.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which steps are run on what, and what they come to, with processes that are made up. */
class ProverTest {
    private static final Duration LIMIT = Duration.ofSeconds(50);
    private static final Step NOTHING = context -> {};

    private final List<String> run = new ArrayList<>();

    private static StepPlan plan(String name) {
        return StepPlan.of(name, name, NOTHING.getClass(), "Nothing.")
                .in(Scale.FULL, LIMIT)
                .in(Scale.QUICK, Duration.ofSeconds(5));
    }

    private static StepResult result(StepPlan plan, Outcome outcome, Finding... findings) {
        return new StepResult(plan.name(), outcome, "", 1, List.of(findings), List.of(), List.of());
    }

    private Proof prove(List<StepPlan> steps, String device, Scale scale, Duration total, Outcome... outcomes)
            throws InterruptedException {
        Prover.Runner runner = (plan, where, much, limit) -> {
            run.add(plan.name() + " on " + where + " for at most " + limit.toSeconds());
            Outcome outcome = outcomes.length == 0 ? Outcome.PASSED : outcomes[run.size() - 1];
            return where.isEmpty() && outcome == Outcome.PASSED
                    ? result(plan, outcome, Finding.of("what", "tried").with(StepContext.DEVICE, "cuda:2"))
                    : result(plan, outcome);
        };
        return new Prover(steps, total, runner).prove("1", device, scale, (plan, result) -> {});
    }

    private Proof prove(List<StepPlan> steps, String device, Outcome... outcomes) throws InterruptedException {
        return prove(steps, device, Scale.FULL, Duration.ofHours(1), outcomes);
    }

    @Test
    void theFirstStepChoosesTheDeviceOfTheOthers() throws Exception {
        Proof proof = prove(List.of(plan("a"), plan("b")), "");
        assertThat(run).containsExactly("a on  for at most 150", "b on cuda:2 for at most 150");
        assertThat(proof.device()).isEqualTo("cuda:2");
        assertThat(proof.proven()).isTrue();
    }

    @Test
    void aDeviceThatIsNamedIsKept() throws Exception {
        prove(List.of(plan("a"), plan("b")), "cuda:1");
        assertThat(run).containsExactly("a on cuda:1 for at most 150", "b on cuda:1 for at most 150");
    }

    @Test
    void whateverBecomesOfAStepTheOthersAreRun() throws Exception {
        for (Outcome bad : List.of(Outcome.FAILED, Outcome.CRASHED, Outcome.OUT_OF_TIME)) {
            run.clear();
            Proof proof = prove(List.of(plan("a"), plan("b"), plan("c")), "cpu", Outcome.PASSED, bad, Outcome.PASSED);
            assertThat(run).hasSize(3);
            assertThat(proof.proven()).as(bad.toString()).isFalse();
        }
    }

    @Test
    void withoutADeviceNothingIsProven() throws Exception {
        Proof proof = prove(List.of(plan("a"), plan("b")), "", Outcome.FAILED);
        assertThat(run).hasSize(1);
        assertThat(proof.proven()).isFalse();
        assertThat(proof.steps().get(1).reason()).isEqualTo("there is no device to try it on");
    }

    @Test
    void aDeviceThatIsNamedAndNotThereIsTriedByNoStep() throws Exception {
        Proof proof = prove(List.of(plan("a"), plan("b")), "cuda:7", Outcome.FAILED);
        assertThat(run).hasSize(1);
        assertThat(proof.device()).isEmpty();
        assertThat(Verdict.of(proof, List.of()).lines())
                .containsExactly("Not proven: there was no device to try.", "  a: Failed, in 1 s.");
    }

    @Test
    void whereLookingAtTheMachineCrashesTheDeviceThatIsNamedIsTriedAllTheSame() throws Exception {
        prove(List.of(plan("a"), plan("b")), "cuda:7", Outcome.CRASHED, Outcome.PASSED);
        assertThat(run).hasSize(2);
    }

    @Test
    void whatHasNothingToDoWithACpuIsNoFailureThere() throws Exception {
        Proof proof = prove(List.of(plan("a"), plan("b").onlyOnGpu("a CPU has none"), plan("c")), "cpu");
        assertThat(run).hasSize(2);
        assertThat(proof.proven()).isTrue();
        assertThat(proof.steps().get(1).outcome()).isEqualTo(Outcome.NOT_APPLICABLE);
        assertThat(proof.steps().get(1).reason()).isEqualTo("a CPU has none");
    }

    @Test
    void quickHasLimitsOfItsOwnAndLeavesOutWhatHasNone() throws Exception {
        StepPlan slow =
                StepPlan.of("slow", "slow", NOTHING.getClass(), "Nothing.").in(Scale.FULL, LIMIT);
        Proof proof = prove(List.of(plan("a"), slow, plan("b")), "cpu", Scale.QUICK, Duration.ofHours(1));
        assertThat(run).containsExactly("a on cpu for at most 15", "b on cpu for at most 15");
        assertThat(proof.proven()).isTrue();
        assertThat(proof.steps().get(1).reason()).isEqualTo("--quick leaves it out");
    }

    @Test
    void whatIsLeftOfTheTimeBoundsAStepAndWhereNothingIsLeftItIsNotProven() throws Exception {
        Proof proof = prove(List.of(plan("a")), "cpu", Scale.FULL, Duration.ofSeconds(1));
        assertThat(run).isEmpty();
        assertThat(proof.proven()).isFalse();
        assertThat(proof.steps().get(0).reason()).isEqualTo("the steps before it took all the time");

        prove(List.of(plan("a")), "cpu", Scale.FULL, Duration.ofSeconds(40));
        assertThat(run).hasSize(1).first().asString().containsPattern("at most [0-3][0-9]$");
    }

    @Test
    void aStepMayTakeWhatOthersLeaveButNotWhatIsKeptForThoseThatCome() throws Exception {
        List<StepPlan> steps = List.of(plan("a"), plan("b").onlyOnGpu("a CPU has none"), plan("c"));
        prove(steps, "cpu", Scale.FULL, Duration.ofSeconds(150));
        // Of 150 s, 50 are kept for c and none for b.
        assertThat(run.get(0)).matches("a on cpu for at most (9[0-9]|100)");
        assertThat(run.get(1)).matches("c on cpu for at most (1[0-4][0-9]|150)");
    }
}
