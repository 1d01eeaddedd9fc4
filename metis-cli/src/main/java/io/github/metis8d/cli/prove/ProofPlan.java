package io.github.metis8d.cli.prove;

import io.github.metis8d.cli.prove.process.Column;
import io.github.metis8d.cli.prove.process.Column.Form;
import io.github.metis8d.cli.prove.process.Scale;
import io.github.metis8d.cli.prove.process.StepPlan;
import io.github.metis8d.cli.prove.steps.AnswersStep;
import io.github.metis8d.cli.prove.steps.ExtractionStep;
import io.github.metis8d.cli.prove.steps.HourStep;
import io.github.metis8d.cli.prove.steps.KernelsStep;
import io.github.metis8d.cli.prove.steps.LaunchesStep;
import io.github.metis8d.cli.prove.steps.MachineStep;
import io.github.metis8d.cli.prove.steps.MemoryStep;
import io.github.metis8d.cli.prove.steps.SpeedStep;
import io.github.metis8d.cli.prove.steps.TransfersStep;
import java.time.Duration;
import java.util.List;

/** The steps of a proof. Their limits add up to no more than what all together may take. */
final class ProofPlan {
    static final String MACHINE = "machine";
    static final String KERNELS = "kernels";
    static final String ANSWERS = "answers";
    static final String MEMORY = "memory";
    static final String SPEED = "speed";
    static final String EXTRACTION = "extraction";
    static final String TRANSFERS = "transfers";
    static final String LAUNCHES = "launches";
    static final String HOUR = "hour";

    private ProofPlan() {}

    /** {@return the steps, in the order in which they are run: what decides most comes first} */
    static List<StepPlan> steps() {
        return List.of(
                machine(), kernels(), answers(), memory(), speed(), extraction(), transfers(), launches(), hour());
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

    private static StepPlan kernels() {
        return StepPlan.of(
                        KERNELS,
                        "Our kernels",
                        KernelsStep.class,
                        "Each CUDA kernel of Metis against the same computed by LibTorch's operations, on random data: batches"
                                + " of three clips, the longest of 1 to 333 rows. The error is the largest difference in parts"
                                + " of the largest value. The times are for a full batch of the published sizes, 240 s of"
                                + " audio; a kernel that is slower there is not used.",
                        Column.text(KernelsStep.KERNEL, "kernel"),
                        Column.text(KernelsStep.ELEMENTS, "elements"),
                        new Column(KernelsStep.BATCHES, "batches", Form.COUNT),
                        new Column(KernelsStep.ERROR, "largest error", Form.ERROR),
                        new Column(KernelsStep.ALLOWED, "allowed", Form.ERROR),
                        new Column(KernelsStep.KERNEL_MILLIS, "kernel, ms", Form.NUMBER),
                        new Column(KernelsStep.TWIN_MILLIS, "LibTorch, ms", Form.NUMBER))
                .onlyOnGpu("they are CUDA's, and a CPU has none")
                .in(Scale.FULL, Duration.ofSeconds(50));
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

    private static StepPlan memory() {
        return StepPlan.of(
                        MEMORY,
                        "Out of memory",
                        MemoryStep.class,
                        "100 minutes of audio in one batch, for a process that LibTorch gives 2 % of the GPU's memory. What"
                                + " does not fit is tried in halves; the latents must be those of each clip alone, and those"
                                + " of the batch after it too.",
                        new Column(MemoryStep.HANDED_OVER, "audio, s", Form.COUNT),
                        new Column(MemoryStep.REFUSED, "batches that did not fit", Form.COUNT),
                        new Column(MemoryStep.ERROR, "error", Form.ERROR),
                        new Column(MemoryStep.ERROR_AFTERWARDS, "error afterwards", Form.ERROR))
                .with(List.of(), MemoryStep.ENVIRONMENT)
                .onlyOnGpu("a CPU's memory is the machine's, and who makes it run out has other programs ended")
                .in(Scale.FULL, Duration.ofSeconds(30));
    }

    private static StepPlan speed() {
        return StepPlan.of(
                        SPEED,
                        "How fast the model is",
                        SpeedStep.class,
                        "`published-random`, the published sizes with random weights, on audio that lies in memory. Where a"
                                + " clip is alone, the time is what its caller waits. *Products* is the rate of the model's"
                                + " linear layers by themselves, *share* what they would take of the time: what is missing"
                                + " to 100 % goes to everything else. (By `--quick` on a CPU it is `tiny-random`, the small"
                                + " model, which tells nothing of the published one's speed.)",
                        Column.text(SpeedStep.MODEL, "model"),
                        Column.text(SpeedStep.PRECISION, "precision"),
                        new Column(SpeedStep.CLIP_SECONDS, "clip, s", Form.COUNT),
                        Column.text(SpeedStep.BATCHES, "batches"),
                        new Column(SpeedStep.SPEED, "seconds of audio a second", Form.NUMBER),
                        new Column(SpeedStep.MILLIS, "call, ms", Form.COUNT),
                        new Column(SpeedStep.TERAFLOPS, "products, TFLOP/s", Form.NUMBER),
                        new Column(SpeedStep.PRODUCT_SHARE, "share", Form.SHARE),
                        new Column(SpeedStep.WATTS, "W", Form.COUNT),
                        new Column(SpeedStep.MEGAHERTZ, "MHz", Form.COUNT),
                        new Column(SpeedStep.CELSIUS, "°C", Form.COUNT))
                .in(Scale.FULL, Duration.ofSeconds(130))
                .in(Scale.QUICK, Duration.ofSeconds(25));
    }

    private static StepPlan extraction() {
        return StepPlan.of(
                        EXTRACTION,
                        "From files to files",
                        ExtractionStep.class,
                        "What `metis extract --format npy` does: WAV files of 1 to 30 s (16 kHz, 6 s on average) decoded,"
                                + " encoded, and written as NumPy files to the folder for temporary files. *Had a batch* is"
                                + " the share of the time in which the device had work, *needed* what it needs for the audio"
                                + " at its speed from memory: the difference goes to batches that were not full, and to"
                                + " waiting for the host.",
                        Column.text(ExtractionStep.MODEL, "model"),
                        Column.text(ExtractionStep.PRECISION, "precision"),
                        new Column(ExtractionStep.FILES, "files", Form.COUNT),
                        new Column(ExtractionStep.FILES_A_SECOND, "files a second", Form.NUMBER),
                        new Column(ExtractionStep.SPEED, "seconds of audio a second", Form.COUNT),
                        new Column(ExtractionStep.SPEED_FROM_MEMORY, "from memory", Form.COUNT),
                        new Column(ExtractionStep.BUSY, "had a batch", Form.SHARE),
                        new Column(ExtractionStep.USEFUL, "needed", Form.SHARE),
                        new Column(ExtractionStep.UTILISATION, "busy by NVML", Form.SHARE))
                .in(Scale.FULL, Duration.ofSeconds(50));
    }

    private static StepPlan transfers() {
        return StepPlan.of(
                        TRANSFERS,
                        "Two batches in flight",
                        TransfersStep.class,
                        "Batches of clips of 10 s in `bf16`, one awaited before the next is given, and two at a time, as the"
                                + " command does: the host copies and launches one while the device computes the other.",
                        new Column(TransfersStep.BATCH_SECONDS, "batch, s", Form.COUNT),
                        new Column(TransfersStep.ONE, "one at a time", Form.COUNT),
                        new Column(TransfersStep.TWO, "two in flight", Form.COUNT),
                        new Column(TransfersStep.GAIN, "times as fast", Form.NUMBER))
                .in(Scale.FULL, Duration.ofSeconds(35));
    }

    private static StepPlan launches() {
        return StepPlan.of(
                        LAUNCHES,
                        "Time between operations",
                        LaunchesStep.class,
                        "A batch in `bf16`. *Launched* is when the host has queued all its operations, *answered* when the"
                                + " answer is there on an idle GPU, and *GPU alone* what the GPU takes when other work keeps"
                                + " it busy until all of the batch is queued, so that it never waits between operations. The"
                                + " waiting is what CUDA graphs could save: of a batch by itself, and of one of two in"
                                + " flight, as in a job.",
                        new Column(LaunchesStep.BATCH_SECONDS, "batch, s", Form.NUMBER),
                        new Column(LaunchesStep.LAUNCH, "launched, ms", Form.NUMBER),
                        new Column(LaunchesStep.ALONE, "answered, ms", Form.NUMBER),
                        new Column(LaunchesStep.DEVICE, "GPU alone, ms", Form.NUMBER),
                        new Column(LaunchesStep.WAITING, "waiting, by itself", Form.SHARE),
                        new Column(LaunchesStep.WAITING_IN_FLIGHT, "waiting, in a job", Form.SHARE))
                .onlyOnGpu("a CPU computes an operation when it is called, and waits for no launch")
                .in(Scale.FULL, Duration.ofSeconds(40));
    }

    private static StepPlan hour() {
        return StepPlan.of(
                        HOUR,
                        "A clip of an hour",
                        HourStep.class,
                        "One recording in one piece, which no batch may cut: attention sees all of it.",
                        Column.text(HourStep.MODEL, "model"),
                        Column.text(HourStep.PRECISION, "precision"),
                        new Column(HourStep.CLIP_SECONDS, "clip, s", Form.COUNT),
                        new Column(HourStep.SECONDS, "took, s", Form.NUMBER),
                        new Column(HourStep.SPEED, "seconds of audio a second", Form.COUNT))
                .in(Scale.FULL, Duration.ofSeconds(45));
    }
}
