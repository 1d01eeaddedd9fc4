package io.github.metis8d.cli.prove;

import io.github.metis8d.ModelSource;
import io.github.metis8d.cli.prove.process.Finding;
import io.github.metis8d.cli.prove.steps.AnswersStep;
import io.github.metis8d.cli.prove.steps.ExtractionStep;
import io.github.metis8d.cli.prove.steps.MachineStep;
import io.github.metis8d.cli.prove.steps.SpeedStep;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The figures of a proof that decide, out of all that were measured. */
record KeyFigures(Proof proof) {
    /** The clips for which docs/gpu.md has its estimates. */
    static final double CLIP_SECONDS = 10;

    /** {@return the device for people, with its name if it is known: "cuda:0, NVIDIA H100 80GB HBM3"} */
    String device() {
        return deviceName().map(name -> proof.device() + ", " + name).orElse(proof.device());
    }

    /** {@return what the maker calls the device} */
    Optional<String> deviceName() {
        String line = proof.gpu() ? proof.device() : "processor";
        return proof.findings(ProofPlan.MACHINE).stream()
                .filter(finding -> finding.text(MachineStep.WHAT).equals(line))
                .map(finding -> finding.text(MachineStep.FOUND))
                .findFirst();
    }

    /** {@return the largest error against the Python stack in a precision, or nothing where it was not measured} */
    Optional<Double> error(String precision) {
        return proof.findings(ProofPlan.ANSWERS).stream()
                .filter(finding -> finding.text(AnswersStep.PRECISION).equals(precision))
                .flatMap(finding -> Stream.of(AnswersStep.ALONE, AnswersStep.TOGETHER, AnswersStep.TWO_DEVICES)
                        .flatMap(way -> finding.number(way).stream()))
                .max(Comparator.naturalOrder());
    }

    /** {@return the case of the speed's table for which there are estimates, or nothing where it was not measured} */
    Optional<Finding> speed(String precision) {
        return proof.findings(ProofPlan.SPEED).stream()
                .filter(finding -> finding.text(SpeedStep.PRECISION).equals(precision)
                        && finding.text(SpeedStep.MODEL).equals(ModelSource.PUBLISHED_RANDOM)
                        && finding.text(SpeedStep.BATCHES).equals(SpeedStep.FULL)
                        && finding.number(SpeedStep.CLIP_SECONDS).orElse(0.0) == CLIP_SECONDS)
                .findFirst();
    }

    /** {@return a whole job by the model of the published sizes, or nothing where there was none} */
    Optional<Finding> job() {
        return proof.findings(ProofPlan.EXTRACTION).stream()
                .filter(finding -> finding.text(ExtractionStep.MODEL).equals(ModelSource.PUBLISHED_RANDOM))
                .findFirst();
    }

    /** {@return the precisions whose speed was measured, the fastest first} */
    List<String> precisionsBySpeed() {
        return Stream.of("fp32", "tf32", "bf16", "fp16")
                .filter(precision -> speed(precision).isPresent())
                .sorted(Comparator.comparingDouble(precision -> -speed(precision)
                        .flatMap(it -> it.number(SpeedStep.SPEED))
                        .orElse(0.0)))
                .toList();
    }
}
