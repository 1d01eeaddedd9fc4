package io.github.metis8d.cli.prove;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.metis8d.MetisException;
import io.github.metis8d.cli.prove.process.Finding;
import io.github.metis8d.cli.prove.process.Scale;
import io.github.metis8d.cli.prove.process.Step;
import io.github.metis8d.cli.prove.process.StepContext;
import io.github.metis8d.cli.prove.process.StepPlan;
import io.github.metis8d.cli.prove.process.StepResult.Outcome;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A proof with steps that take no time, in real processes: what is told, and what is left in the folder. */
class ProofRunTest {
    @TempDir
    private Path temp;

    private final StringWriter told = new StringWriter();

    /** Chooses a device. */
    public static final class Choice implements Step {
        @Override
        public void run(StepContext context) {
            context.log().found(Finding.of("what", "tried").with("found", "cpu").with(StepContext.DEVICE, "cpu"));
        }
    }

    /** Finds something. */
    public static final class Good implements Step {
        @Override
        public void run(StepContext context) {
            context.log().found(Finding.of("what", "it").with("found", "good on " + context.device()));
        }
    }

    /** Is gone. */
    public static final class Gone implements Step {
        @Override
        public void run(StepContext context) {
            context.log().found(Finding.of("what", "it").with("found", "gone"));
            Runtime.getRuntime().halt(9);
        }
    }

    private static StepPlan plan(String name, Class<? extends Step> step) {
        return StepPlan.of(name, "The " + name, step, "Nothing.").in(Scale.FULL, Duration.ofMinutes(2));
    }

    private boolean prove(Path folder, StepPlan... steps) {
        ProofRun run = new ProofRun("1.2", folder, new PrintWriter(told));
        return run.prove("", Scale.FULL, List.of(steps));
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    @Test
    void twoFilesAreLeftWhichSayTheSame() throws IOException {
        Path folder = temp.resolve("new/folder");
        assertThat(prove(folder, plan("choice", Choice.class), plan("rest", Good.class)))
                .isTrue();

        assertThat(files(folder)).hasSize(2);
        Path json = files(folder).get(0);
        Path markdown = files(folder).get(1);
        assertThat(json.getFileName().toString()).matches("metis-proof-[0-9]{8}T[0-9]{6}Z\\.json");
        assertThat(markdown.toString()).isEqualTo(json.toString().replace(".json", ".md"));
        Proof proof = JsonReport.read(Files.readString(json));
        assertThat(proof.proven()).isTrue();
        assertThat(proof.device()).isEqualTo("cpu");
        assertThat(proof.steps().get(1).findings())
                .containsExactly(Finding.of("what", "it").with("found", "good on cpu"));
        assertThat(Files.readString(markdown)).contains("Proven", "Metis 1.2");
        assertThat(told.toString()).contains("The choice", "The rest", "Passed", "Proven", markdown.toString());
    }

    @Test
    void aStepWhoseProcessIsGoneIsInTheReportAndTheOthersAreRun() throws IOException {
        assertThat(prove(temp, plan("choice", Choice.class), plan("gone", Gone.class), plan("rest", Good.class)))
                .isFalse();

        Proof proof = JsonReport.read(Files.readString(files(temp).get(0)));
        assertThat(proof.steps())
                .extracting("outcome")
                .containsExactly(Outcome.PASSED, Outcome.CRASHED, Outcome.PASSED);
        assertThat(Files.readString(files(temp).get(1)))
                .contains("Not proven: of 3 steps, 1 did not end well")
                .contains("*The gone*: Crashed after")
                .contains("its process ended with exit code 9");
    }

    @Test
    void aFolderThatCannotBeIsToldBeforeAnythingIsRun() throws IOException {
        Path file = Files.createFile(temp.resolve("file"));
        assertThatThrownBy(() -> prove(file.resolve("folder"), plan("choice", Choice.class)))
                .isInstanceOf(MetisException.class)
                .hasMessageContaining("cannot be written to " + file.resolve("folder"));
        assertThat(told.toString()).isEmpty();
    }
}
