package io.github.metis8d.cli.prove;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.metis8d.cli.prove.process.Scale;
import io.github.metis8d.cli.prove.process.StepPlan;
import io.github.metis8d.cli.prove.process.StepResult.Outcome;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The report of a GPU whose measurements are simulated. */
class ReportTest {
    private static String markdown(Proof proof) {
        return MarkdownReport.of(proof, ProofPlan.steps());
    }

    @Test
    void itBeginsWithTheVerdictAndTheThreeFiguresThatMatter() {
        List<String> lines = markdown(SimulatedProof.passed()).lines().toList();
        assertThat(lines.get(0)).startsWith("# Metis on cuda:0, SIMULATED H100");
        assertThat(lines.get(2))
                .isEqualTo(
                        "**Proven: Metis works on this device. All 9 steps that were to be run came to their end, and"
                                + " found nothing wrong.**");
        assertThat(lines.subList(4, 9))
                .containsExactly(
                        "| what matters | measured |",
                        "| --- | --- |",
                        "| Is it right? | in `fp32` its latents differ from the Python stack's by 2.4e-06 (relative L2,"
                                + " small model); that is rounding |",
                        "| How fast is the model? | 7,654 in `bf16`, 790 in `fp32` seconds of audio a second, at the"
                                + " published sizes, clips of 10 s, without files |",
                        "| How fast is a whole job? | 7,209 seconds of audio a second from WAV files to NumPy files in"
                                + " `bf16`, during which the device had work 97 % of the time; 400,000 recordings of 6 s"
                                + " take 6 minutes |");
    }

    @Test
    void eachEstimateStandsBesideItsMeasurement() {
        assertThat(markdown(SimulatedProof.passed()))
                .contains("The column for this GPU is H100 SXM.")
                .contains("| precision | measured | A100 80 GB, on paper | H100 SXM, on paper | RTX 4090, on paper |")
                .contains("| `bf16` | 7,654 | 3,200 | 8,200 | 1,600 |")
                .contains("| `fp32` | 790 | 250 | 830 | 820 |")
                .contains("| `bf16` | 0.07 | 0.14 | 0.05 | 0.27 |")
                .contains("| the host takes, ms | 11.0 | 10 |")
                .contains(
                        "| the GPU waits for it in a job of batches up to, s of audio | 60 | 30 to 90 on the faster GPUs |");
    }

    @Test
    void everyStepHasItsTable() {
        assertThat(markdown(SimulatedProof.passed()))
                .contains("| relative_key_attention | bfloat16 | 6 | 7.0e-03 | 1.0e-02 | 2.10 | 7.90 |")
                .contains("| fp32 | 1.2e-06 | 2.4e-06 | 1.0e-03 | no |")
                .contains("| 6,000 | 3 | 1.0e-07 | 0 |")
                .contains("| published-random | fp32 | 10 | full | 790 | 2,000 | 50.5 | 64 % | 611 | 1,755 | 61 |")
                .contains("| published-random | bf16 | 15,000 | 1,202 | 7,209 | 7,600 | 97 % | 95 % | 99 % |")
                .contains("| 240 | 5,600 | 7,640 | 1.36 |")
                .contains("| 240 | 11.0 | 32.5 | 31.2 | 4 % | 0 % |")
                .contains("| published-random | fp32 | 3,600 | 41.0 | 88 |")
                .contains("- two devices were not tried: the process sees one GPU only.");
    }

    @Test
    void whatWentWrongIsSaidFirstAndWhatWasFoundByThenIsKept() {
        assertThat(markdown(SimulatedProof.troubled()))
                .contains("**Not proven: of 9 steps, 4 did not end well.**")
                .contains("- *Our kernels*: Failed, in 20 s. gated_convolution in float16: it cannot be compiled.")
                .contains("- *How fast the model is*: Crashed after 31 s: its process was ended by signal 11.")
                .contains("- *Two batches in flight*: Took too long: it was ended after 35 s.")
                .contains("- A clip of an hour: the steps before it took all the time.")
                .contains("- **wrong:** gated_convolution in float16: it cannot be compiled.")
                .contains("| How fast is the model? | 790 in `fp32` seconds of audio")
                .doesNotContain("7,654");
    }

    @Test
    void asJsonNothingIsLost() {
        for (Proof proof : List.of(SimulatedProof.passed(), SimulatedProof.troubled())) {
            Proof read = JsonReport.read(JsonReport.write(proof));
            assertThat(read).isEqualTo(proof);
            assertThat(markdown(read)).isEqualTo(markdown(proof));
        }
    }

    @Test
    void whatIsNoProofIsNotReadAsOne() {
        assertThatThrownBy(() -> JsonReport.read("[1, 2]"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no proof by metis");
    }

    @ParameterizedTest
    @EnumSource
    void theStepsHaveTimeForWhatIsKeptForThem(Scale scale) {
        Duration all = ProofPlan.steps().stream()
                .filter(step -> step.limits().containsKey(scale))
                .map(step -> step.limits().get(scale))
                .reduce(Duration.ZERO, Duration::plus);
        assertThat(all).isLessThanOrEqualTo(ProofPlan.total(scale));
        assertThat(ProofPlan.steps()).extracting(StepPlan::name).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @EnumSource
    void onlyWhatPassedOrNeedNotBeTriedIsGood(Outcome outcome) {
        assertThat(outcome.good()).isEqualTo(outcome == Outcome.PASSED || outcome == Outcome.NOT_APPLICABLE);
    }
}
