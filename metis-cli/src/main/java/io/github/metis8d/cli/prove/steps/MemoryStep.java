package io.github.metis8d.cli.prove.steps;

import io.github.metis8d.Latents;
import io.github.metis8d.Metis8dEncoder;
import io.github.metis8d.ModelSource;
import io.github.metis8d.cli.doctor.KnownAnswers;
import io.github.metis8d.cli.prove.process.Finding;
import io.github.metis8d.cli.prove.process.Step;
import io.github.metis8d.cli.prove.process.StepContext;
import io.github.metis8d.cli.prove.process.StepLog;
import io.github.metis8d.spi.BackendProvider;
import io.github.metis8d.torch.TorchBackendProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A batch for which there is no memory, and what comes after it. The process is started so that LibTorch gives it a small part of
 * the GPU's memory only: whoever else computes there is not disturbed.
 */
public final class MemoryStep implements Step {
    /** Audio that was handed over at once, in seconds. */
    public static final String HANDED_OVER = "audioSeconds";

    /** Batches that did not fit. */
    public static final String REFUSED = "batchesThatDidNotFit";

    /** The error of all latents in the end, against those of each clip alone. */
    public static final String ERROR = "error";

    /** The same of a batch that came after. */
    public static final String ERROR_AFTERWARDS = "errorAfterwards";

    /** How LibTorch is told, when its process starts. */
    public static final Map<String, String> ENVIRONMENT =
            Map.of("PYTORCH_CUDA_ALLOC_CONF", "per_process_memory_fraction:0.02");

    /** Log-mel alone takes 400 KB for each of these: more than two hundredths of any GPU. */
    private static final double SECONDS = 6000;

    private static final double ROUNDING = 1e-3;

    /** Made by the process. */
    public MemoryStep() {}

    @Override
    public void run(StepContext context) {
        provoke(new TorchBackendProvider(), context.device(), SECONDS, context.log());
    }

    static void provoke(BackendProvider backend, String device, double seconds, StepLog log) {
        WatchedDevice watched = new WatchedDevice(backend);
        List<float[]> few = KnownAnswers.clips();
        try (Metis8dEncoder encoder = Metis8dEncoder.builder()
                .model(ModelSource.tinyRandom())
                .device(device)
                .maxBatchSeconds(seconds)
                .backend(watched)
                .build()) {
            List<Latents> alone = few.stream()
                    .map(clip -> encoder.encodeAll(List.of(clip)).get(0))
                    .toList();
            List<float[]> clips = new ArrayList<>();
            List<Latents> expected = new ArrayList<>();
            for (int i = 0; i * KnownAnswers.CLIP_SECONDS < seconds; i++) {
                clips.add(few.get(i % few.size()));
                expected.add(alone.get(i % few.size()));
            }
            double error = KnownAnswers.error(encoder.encodeAll(clips), expected);
            double afterwards = KnownAnswers.error(encoder.encodeAll(few), alone);
            log.found(Finding.of(HANDED_OVER, seconds)
                    .with(REFUSED, (long) watched.outOfMemory())
                    .with(ERROR, error)
                    .with(ERROR_AFTERWARDS, afterwards));
            judge(watched.outOfMemory(), Math.max(error, afterwards), log);
        }
    }

    private static void judge(int refused, double error, StepLog log) {
        if (refused == 0) {
            log.problem("the batch fitted, so that nothing was shown: "
                    + ENVIRONMENT.entrySet().iterator().next() + " was without effect");
        }
        if (!(error <= ROUNDING)) {
            log.problem(String.format(
                    Locale.ROOT,
                    "latents after a batch that did not fit are off by %.1e, which is no rounding",
                    error));
        }
    }
}
