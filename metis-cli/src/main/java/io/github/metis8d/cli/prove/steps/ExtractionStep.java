package io.github.metis8d.cli.prove.steps;

import io.github.metis8d.Metis8dEncoder;
import io.github.metis8d.ModelSource;
import io.github.metis8d.ModelSource.BuiltIn;
import io.github.metis8d.Precision;
import io.github.metis8d.cli.prove.process.Finding;
import io.github.metis8d.cli.prove.process.Step;
import io.github.metis8d.cli.prove.process.StepContext;
import io.github.metis8d.cli.prove.process.StepLog;
import io.github.metis8d.io.audio.AudioDecoder;
import io.github.metis8d.io.job.AudioTree;
import io.github.metis8d.io.job.ExtractionJob;
import io.github.metis8d.io.job.ExtractionListener;
import io.github.metis8d.io.job.ExtractionSummary;
import io.github.metis8d.io.job.TreeSource;
import io.github.metis8d.io.latents.JobOutput;
import io.github.metis8d.io.latents.JobOutput.IfFinished;
import io.github.metis8d.io.latents.OutputFormat;
import io.github.metis8d.torch.TorchBackendProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A whole job, as {@code metis extract --format npy} does it: a tree of WAV files to NumPy files. */
public final class ExtractionStep implements Step {
    /** The model. */
    public static final String MODEL = "model";

    /** The precision. */
    public static final String PRECISION = "precision";

    /** Files. */
    public static final String FILES = "files";

    /** Files a second. */
    public static final String FILES_A_SECOND = "filesPerSecond";

    /** Seconds of audio a second, from files to files. */
    public static final String SPEED = "audioSecondsPerSecond";

    /** Seconds of audio a second by the same encoder, of clips that lie in memory. */
    public static final String SPEED_FROM_MEMORY = "audioSecondsPerSecondFromMemory";

    /** The share of the job's time in which the device had a batch. */
    public static final String BUSY = "shareOfTimeWithABatch";

    /** The share of the job's time that the device needs for the audio alone, at the speed of clips in memory. */
    public static final String USEFUL = "shareOfTimeThatTheAudioNeeds";

    /** How busy the GPU was by NVML, as a share, where it tells. */
    public static final String UTILISATION = "utilisation";

    /** Clips for the speed from memory, near the files' length. */
    private static final double CLIP_SECONDS = 6;

    /** What the device is to have to do for. */
    private static final Duration WORK = Duration.ofSeconds(12);

    private static final int MOST_FILES = 30_000;
    private static final int FEWEST_FILES = 60;

    /** As {@code extract} has it. */
    private static final ExtractionJob.Limits LIMITS = new ExtractionJob.Limits(100, 1);

    /** Made by the process. */
    public ExtractionStep() {}

    @Override
    public void run(StepContext context) throws IOException {
        BuiltIn model = context.gpu() ? ModelSource.publishedRandom() : ModelSource.tinyRandom();
        if (!context.gpu()) {
            context.log().note("on a CPU it is the small model, whose speed tells nothing of the published one's");
        }
        Path folder = Files.createTempDirectory("metis-tree");
        WatchedDevice device = new WatchedDevice(new TorchBackendProvider());
        try (Metis8dEncoder encoder = Metis8dEncoder.builder()
                .model(model)
                .device(context.device())
                .precision(Precision.BF16)
                .backend(device)
                .build()) {
            Duration least = Duration.ofSeconds(context.quick() ? 1 : 2);
            double rate = Throughput.inFullBatches(encoder, CLIP_SECONDS, least).audioSeconds();
            double work = (context.quick() ? WORK.dividedBy(4) : WORK).toMillis() / 1e3;
            int files = (int) Math.max(FEWEST_FILES, Math.min(MOST_FILES, rate * work / NoiseFiles.MEAN_SECONDS));
            NoiseFiles.write(Files.createDirectory(folder.resolve("audio")), files);
            Finding which = Finding.of(MODEL, model.name()).with(PRECISION, Precisions.name(Precision.BF16));
            extract(encoder, device, folder, which.with(SPEED_FROM_MEMORY, rate), context.log());
        }
    }

    static void extract(Metis8dEncoder encoder, WatchedDevice device, Path folder, Finding which, StepLog log)
            throws IOException {
        AudioTree tree = AudioTree.list(folder.resolve("audio"), List.of(".wav"));
        double busyBefore = device.busySeconds();
        ExtractionSummary summary;
        double seconds;
        try (StatusSamples samples = StatusSamples.of(encoder);
                JobOutput output = OutputFormat.NPY.open(
                        folder.resolve("latents"), false, Map.of("model", "trial"), IfFinished.FAIL)) {
            long start = System.nanoTime();
            summary = new ExtractionJob(
                            encoder,
                            new TreeSource(tree, new AudioDecoder()),
                            LIMITS,
                            output,
                            new ExtractionListener() {})
                    .run(tree.keys(), Set.of());
            output.finish();
            seconds = (System.nanoTime() - start) / 1e9;
            double speed = summary.audioSeconds() / seconds;
            Finding finding = which.with(FILES, (long) summary.encoded())
                    .with(FILES_A_SECOND, summary.encoded() / seconds)
                    .with(SPEED, speed)
                    .with(BUSY, Math.min(1, (device.busySeconds() - busyBefore) / seconds))
                    .with(USEFUL, speed / which.number(SPEED_FROM_MEMORY).orElseThrow());
            log.found(samples.into(finding, UTILISATION));
        }
        if (summary.failed() > 0 || summary.encoded() != tree.keys().size()) {
            log.problem("of " + tree.keys().size() + " files, " + summary.encoded() + " were encoded");
        }
    }
}
