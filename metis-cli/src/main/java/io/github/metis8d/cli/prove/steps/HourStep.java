package io.github.metis8d.cli.prove.steps;

import io.github.metis8d.Latents;
import io.github.metis8d.Metis8dEncoder;
import io.github.metis8d.MetisException;
import io.github.metis8d.ModelSource;
import io.github.metis8d.ModelSource.BuiltIn;
import io.github.metis8d.Precision;
import io.github.metis8d.cli.prove.process.Finding;
import io.github.metis8d.cli.prove.process.Step;
import io.github.metis8d.cli.prove.process.StepContext;
import io.github.metis8d.cli.prove.process.StepLog;
import java.time.Duration;
import java.util.List;

/** A clip of an hour, in one piece. */
public final class HourStep implements Step {
    /** The model. */
    public static final String MODEL = "model";

    /** The precision. */
    public static final String PRECISION = "precision";

    /** The clip's length, in seconds. */
    public static final String CLIP_SECONDS = "clipSeconds";

    /** What it took, in seconds. */
    public static final String SECONDS = "seconds";

    /** Seconds of audio a second. */
    public static final String SPEED = "audioSecondsPerSecond";

    private static final double HOUR = 3600;
    private static final double HOUR_ON_A_CPU = 600;

    /** Made by the process. */
    public HourStep() {}

    @Override
    public void run(StepContext context) {
        if (!context.gpu()) {
            context.log()
                    .note(
                            "on a CPU it is ten minutes by the small model, in place of an hour by one of the published sizes");
        }
        BuiltIn model = context.gpu() ? ModelSource.publishedRandom() : ModelSource.tinyRandom();
        for (Precision precision : context.gpu() ? List.of(Precision.FP32, Precision.BF16) : List.of(Precision.FP32)) {
            if (!context.hasTimeFor(Duration.ofSeconds(10))) {
                context.log().note(Precisions.name(precision) + " was left out for want of time");
                continue;
            }
            try (Metis8dEncoder encoder = Metis8dEncoder.builder()
                    .model(model)
                    .device(context.device())
                    .precision(precision)
                    .build()) {
                Finding which = Finding.of(MODEL, model.name()).with(PRECISION, Precisions.name(precision));
                encode(encoder, which, context.gpu() ? HOUR : HOUR_ON_A_CPU, context.log());
            } catch (MetisException e) {
                context.log().problem(Precisions.name(precision) + ": " + e.getMessage());
            }
        }
    }

    static void encode(Metis8dEncoder encoder, Finding which, double clipSeconds, StepLog log) {
        float[] clip = Noise.seconds(clipSeconds);
        long start = System.nanoTime();
        Latents latents = encoder.encodeAll(List.of(clip)).get(0);
        double seconds = (System.nanoTime() - start) / 1e9;
        log.found(which.with(CLIP_SECONDS, clipSeconds).with(SECONDS, seconds).with(SPEED, clipSeconds / seconds));
        int rows = (1 + (clip.length - 400) / 160 + 1) / 2;
        if (latents.frames() != rows) {
            log.problem(latents.frames() + " rows came back, where the clip has " + rows);
        }
        for (float value : latents.values()) {
            if (!Float.isFinite(value)) {
                log.problem("a latent is " + value);
                return;
            }
        }
    }
}
