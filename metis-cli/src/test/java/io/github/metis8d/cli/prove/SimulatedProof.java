package io.github.metis8d.cli.prove;

import io.github.metis8d.ModelSource;
import io.github.metis8d.cli.prove.process.Finding;
import io.github.metis8d.cli.prove.process.Scale;
import io.github.metis8d.cli.prove.process.StepPlan;
import io.github.metis8d.cli.prove.process.StepResult;
import io.github.metis8d.cli.prove.process.StepResult.Outcome;
import io.github.metis8d.cli.prove.steps.AnswersStep;
import io.github.metis8d.cli.prove.steps.ExtractionStep;
import io.github.metis8d.cli.prove.steps.HourStep;
import io.github.metis8d.cli.prove.steps.KernelsStep;
import io.github.metis8d.cli.prove.steps.LaunchesStep;
import io.github.metis8d.cli.prove.steps.MachineStep;
import io.github.metis8d.cli.prove.steps.MemoryStep;
import io.github.metis8d.cli.prove.steps.SpeedStep;
import io.github.metis8d.cli.prove.steps.TransfersStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A proof on a GPU whose every figure is simulated, that is, made up: none was measured anywhere. */
final class SimulatedProof {
    /** Of a GPU that exists nowhere. */
    private static final String GPU = "SIMULATED H100 (no such GPU was measured), 79.2 GiB, compute capability 9.0";

    private SimulatedProof() {}

    /** All steps passed. */
    static Proof passed() {
        List<StepResult> steps = new ArrayList<>();
        findings().forEach((name, found) -> steps.add(passed(name, found)));
        return proof(steps.stream()
                .sorted((a, b) -> Integer.compare(place(a.name()), place(b.name())))
                .toList());
    }

    /** One step failed, one crashed after it had found something, one took too long, and one was not reached. */
    static Proof troubled() {
        List<StepResult> steps = passed().steps().stream()
                .map(step -> switch (step.name()) {
                    case ProofPlan.KERNELS ->
                        new StepResult(
                                step.name(),
                                Outcome.FAILED,
                                "",
                                20,
                                step.findings(),
                                List.of("gated_convolution in float16: it cannot be compiled"),
                                List.of());
                    case ProofPlan.SPEED ->
                        new StepResult(
                                step.name(),
                                Outcome.CRASHED,
                                "its process was ended by signal 11",
                                31,
                                step.findings().subList(0, 2),
                                List.of(),
                                List.of());
                    case ProofPlan.TRANSFERS ->
                        new StepResult(
                                step.name(),
                                Outcome.OUT_OF_TIME,
                                "it was ended after 35 s",
                                35,
                                List.of(),
                                List.of(),
                                List.of("its time was nearly up in HostClock.batch < LaunchesStep.measure"));
                    case ProofPlan.HOUR ->
                        new StepResult(
                                step.name(),
                                Outcome.NOT_RUN,
                                "the steps before it took all the time",
                                0,
                                List.of(),
                                List.of(),
                                List.of());
                    default -> step;
                })
                .toList();
        return proof(steps);
    }

    private static Proof proof(List<StepResult> steps) {
        return new Proof(
                Proof.FORMAT,
                "simulated",
                "2026-01-02T03:04:05Z",
                Scale.FULL,
                "cuda:0",
                361.5,
                Proof.proves(steps),
                steps);
    }

    private static int place(String name) {
        return ProofPlan.steps().stream().map(StepPlan::name).toList().indexOf(name);
    }

    private static StepResult passed(String name, List<Finding> findings) {
        List<String> notes = name.equals(ProofPlan.ANSWERS)
                ? List.of("two devices were not tried: the process sees one GPU only")
                : List.of();
        return new StepResult(name, Outcome.PASSED, "", 12.3, findings, List.of(), notes);
    }

    private static Map<String, List<Finding>> findings() {
        return Map.of(
                ProofPlan.MACHINE, List.of(machine("driver", "simulated"), machine("cuda:0", GPU)),
                ProofPlan.KERNELS,
                        List.of(kernel("relative_key_attention", 2.1, 7.9), kernel("gated_convolution", 0.4, 1.6)),
                ProofPlan.ANSWERS, List.of(answers("fp32", 1.2e-6, 1e-3, false), answers("bf16", 8e-3, 6e-2, false)),
                ProofPlan.MEMORY,
                        List.of(Finding.of(MemoryStep.HANDED_OVER, 6000.0)
                                .with(MemoryStep.REFUSED, 3L)
                                .with(MemoryStep.ERROR, 1e-7)
                                .with(MemoryStep.ERROR_AFTERWARDS, 0.0)),
                ProofPlan.SPEED,
                        List.of(
                                speed("fp32", SpeedStep.ALONE, 240, 41.7),
                                speed("fp32", SpeedStep.FULL, 790, 2000)
                                        .with(SpeedStep.PRODUCT_MILLIS, 0.81)
                                        .with(SpeedStep.TERAFLOPS, 50.5)
                                        .with(SpeedStep.PRODUCT_SHARE, 0.64)
                                        .with(SpeedStep.WATTS, 611.0)
                                        .with(SpeedStep.MEGAHERTZ, 1755.0)
                                        .with(SpeedStep.CELSIUS, 61.0),
                                speed("bf16", SpeedStep.ALONE, 910, 11.0),
                                speed("bf16", SpeedStep.FULL, 7654, 2000)
                                        .with(SpeedStep.PRODUCT_MILLIS, 0.07)
                                        .with(SpeedStep.TERAFLOPS, 585.0)
                                        .with(SpeedStep.PRODUCT_SHARE, 0.54)),
                ProofPlan.EXTRACTION,
                        List.of(Finding.of(ExtractionStep.MODEL, ModelSource.PUBLISHED_RANDOM)
                                .with(ExtractionStep.PRECISION, "bf16")
                                .with(ExtractionStep.FILES, 15_000L)
                                .with(ExtractionStep.FILES_A_SECOND, 1201.5)
                                .with(ExtractionStep.SPEED, 7209.0)
                                .with(ExtractionStep.SPEED_FROM_MEMORY, 7600.0)
                                .with(ExtractionStep.BUSY, 0.97)
                                .with(ExtractionStep.USEFUL, 0.95)
                                .with(ExtractionStep.UTILISATION, 0.99)),
                ProofPlan.TRANSFERS,
                        List.of(Finding.of(TransfersStep.BATCH_SECONDS, 240.0)
                                .with(TransfersStep.ONE, 5600.0)
                                .with(TransfersStep.TWO, 7640.0)
                                .with(TransfersStep.GAIN, 1.36)),
                ProofPlan.LAUNCHES,
                        List.of(launches(0.5, 9, 9, 2), launches(60, 9.5, 9.6, 8.2), launches(240, 11, 32.5, 31.2)),
                ProofPlan.HOUR,
                        List.of(Finding.of(HourStep.MODEL, ModelSource.PUBLISHED_RANDOM)
                                .with(HourStep.PRECISION, "fp32")
                                .with(HourStep.CLIP_SECONDS, 3600.0)
                                .with(HourStep.SECONDS, 41.0)
                                .with(HourStep.SPEED, 87.8)));
    }

    private static Finding machine(String what, String found) {
        return Finding.of(MachineStep.WHAT, what).with(MachineStep.FOUND, found);
    }

    private static Finding kernel(String name, double kernel, double twin) {
        return Finding.of(KernelsStep.KERNEL, name)
                .with(KernelsStep.ELEMENTS, "bfloat16")
                .with(KernelsStep.BATCHES, 6L)
                .with(KernelsStep.ERROR, 7e-3)
                .with(KernelsStep.ALLOWED, 1e-2)
                .with(KernelsStep.KERNEL_MILLIS, kernel)
                .with(KernelsStep.TWIN_MILLIS, twin);
    }

    private static Finding answers(String precision, double error, double allowed, boolean same) {
        return Finding.of(AnswersStep.PRECISION, precision)
                .with(AnswersStep.ALONE, error)
                .with(AnswersStep.TOGETHER, 2 * error)
                .with(AnswersStep.ALLOWED, allowed)
                .with(AnswersStep.SAME_BITS, same);
    }

    private static Finding speed(String precision, String batches, double speed, double millis) {
        return Finding.of(SpeedStep.MODEL, ModelSource.PUBLISHED_RANDOM)
                .with(SpeedStep.PRECISION, precision)
                .with(SpeedStep.CLIP_SECONDS, 10.0)
                .with(SpeedStep.BATCHES, batches)
                .with(SpeedStep.SPEED, speed)
                .with(SpeedStep.MILLIS, millis);
    }

    private static Finding launches(double seconds, double launch, double alone, double device) {
        return Finding.of(LaunchesStep.BATCH_SECONDS, seconds)
                .with(LaunchesStep.LAUNCH, launch)
                .with(LaunchesStep.ALONE, alone)
                .with(LaunchesStep.DEVICE, device)
                .with(LaunchesStep.WAITING, 1 - device / alone)
                .with(LaunchesStep.WAITING_IN_FLIGHT, Math.max(0, 1 - device / launch));
    }
}
