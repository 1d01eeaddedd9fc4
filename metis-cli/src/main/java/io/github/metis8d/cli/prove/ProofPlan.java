package io.github.metis8d.cli.prove;

import io.github.metis8d.cli.prove.process.Column;
import io.github.metis8d.cli.prove.process.Column.Form;
import io.github.metis8d.cli.prove.process.Scale;
import io.github.metis8d.cli.prove.process.StepPlan;
import io.github.metis8d.cli.prove.steps.AnswersStep;
import io.github.metis8d.cli.prove.steps.MachineStep;
import io.github.metis8d.cli.prove.steps.SpeedStep;
import java.time.Duration;
import java.util.List;

/** The steps of a proof. */
final class ProofPlan {
    static final String MACHINE = "machine";
    static final String ANSWERS = "answers";
    static final String SPEED = "speed";

    private ProofPlan() {}

    /** {@return the steps, in the order in which they are run: what others build on comes first} */
    static List<StepPlan> steps() {
        return List.of(machine(), answers(), speed());
    }

    /** {@return what all steps together may take} */
    static Duration total(Scale scale) {
        return scale == Scale.QUICK ? Duration.ofSeconds(60) : Duration.ofMinutes(8);
    }

    private static StepPlan machine() {
        return StepPlan.of(
                        MACHINE,
                        "What was found",
                        MachineStep.class,
                        "The machine, the driver, and the libraries that the process sees.",
                        Column.text(MachineStep.WHAT, "what"),
                        Column.text(MachineStep.FOUND, "found"))
                .in(Scale.FULL, Duration.ofSeconds(30))
                .in(Scale.QUICK, Duration.ofSeconds(15));
    }

    private static StepPlan answers() {
        return StepPlan.of(
                        ANSWERS,
                        "Whether it computes right",
                        AnswersStep.class,
                        "Four made-up clips of 5 s through `tiny-random`, a small model of random weights, against what the"
                                + " Python stack (transformers and RepCodec, float32 on a CPU) makes of them: the relative"
                                + " L2 error of the latents, each clip alone, all in one batch, and shared by two devices."
                                + " *Same bits* tells whether a clip has the same latents to the last bit whatever else is"
                                + " in its batch; on a GPU it need not. The errors are those of the small model, and no"
                                + " guide to those of the published one.",
                        Column.text(AnswersStep.PRECISION, "precision"),
                        new Column(AnswersStep.ALONE, "error alone", Form.ERROR),
                        new Column(AnswersStep.TOGETHER, "error in a batch", Form.ERROR),
                        new Column(AnswersStep.TWO_DEVICES, "error on two devices", Form.ERROR),
                        new Column(AnswersStep.ALLOWED, "allowed", Form.ERROR),
                        Column.text(AnswersStep.SAME_BITS, "same bits"))
                .in(Scale.FULL, Duration.ofSeconds(70))
                .in(Scale.QUICK, Duration.ofSeconds(20));
    }

    private static StepPlan speed() {
        return StepPlan.of(
                        SPEED,
                        "How fast the model is",
                        SpeedStep.class,
                        "`published-random`, the published sizes with random weights, on audio that lies in memory. Where a"
                                + " clip is alone, the time is what its caller waits. (By `--quick` on a CPU it is"
                                + " `tiny-random`, the small model, which tells nothing of the published one's speed.)",
                        Column.text(SpeedStep.MODEL, "model"),
                        Column.text(SpeedStep.PRECISION, "precision"),
                        new Column(SpeedStep.CLIP_SECONDS, "clip, s", Form.COUNT),
                        Column.text(SpeedStep.BATCHES, "batches"),
                        new Column(SpeedStep.SPEED, "seconds of audio a second", Form.NUMBER),
                        new Column(SpeedStep.MILLIS, "call, ms", Form.COUNT))
                .in(Scale.FULL, Duration.ofSeconds(130))
                .in(Scale.QUICK, Duration.ofSeconds(30));
    }
}
