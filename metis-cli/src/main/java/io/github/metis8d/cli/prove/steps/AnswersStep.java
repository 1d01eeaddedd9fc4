package io.github.metis8d.cli.prove.steps;

import io.github.metis8d.Latents;
import io.github.metis8d.Metis8dEncoder;
import io.github.metis8d.MetisException;
import io.github.metis8d.ModelSource;
import io.github.metis8d.Precision;
import io.github.metis8d.cli.doctor.BatchTrial;
import io.github.metis8d.cli.doctor.KnownAnswers;
import io.github.metis8d.cli.prove.process.Finding;
import io.github.metis8d.cli.prove.process.Step;
import io.github.metis8d.cli.prove.process.StepContext;
import io.github.metis8d.torch.cuda.Gpu;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The device's latents of made-up clips against those of the Python stack, alone, in a batch, and by two devices. */
public final class AnswersStep implements Step {
    /** The precision. */
    public static final String PRECISION = "precision";

    /** The relative L2 error, each clip alone. */
    public static final String ALONE = "errorAlone";

    /** The same of clips in one batch. */
    public static final String TOGETHER = "errorInBatch";

    /** The same by two devices that share the clips. */
    public static final String TWO_DEVICES = "errorOnTwoDevices";

    /** The largest error that is taken for rounding. */
    public static final String ALLOWED = "errorAllowed";

    /** Whether a clip has the same bits in every batch. */
    public static final String SAME_BITS = "sameBitsInAnyBatch";

    /** So often each clip is given to two devices, so that both have work. */
    private static final int ROUNDS = 8;

    /** Made by the process. */
    public AnswersStep() {}

    @Override
    public void run(StepContext context) {
        Optional<String> second = secondGpu(context);
        if (context.gpu() && second.isEmpty()) {
            context.log().note("two devices were not tried: the process sees one GPU only");
        }
        long longest = 0;
        for (Precision precision : context.quick() ? List.of(Precision.FP32, Precision.BF16) : Precisions.all()) {
            if (!context.hasTimeFor(Duration.ofNanos(longest))) {
                context.log().note(Precisions.name(precision) + " was left out for want of time");
                continue;
            }
            long start = System.nanoTime();
            try {
                compare(context, precision, second);
            } catch (MetisException e) {
                context.log().problem(Precisions.name(precision) + ": " + e.getMessage());
            }
            longest = Math.max(longest, System.nanoTime() - start);
        }
    }

    private static Optional<String> secondGpu(StepContext context) {
        return context.gpu() && !context.quick()
                ? Gpu.all().stream()
                        .map(Gpu::device)
                        .filter(name -> !name.equals(context.device()))
                        .findFirst()
                : Optional.empty();
    }

    private static void compare(StepContext context, Precision precision, Optional<String> second) {
        List<float[]> clips = KnownAnswers.clips();
        List<Latents> right = KnownAnswers.answers();
        Finding finding = Finding.of(PRECISION, Precisions.name(precision));
        boolean same;
        try (Metis8dEncoder encoder = tinyRandom(precision, context.device())) {
            List<Latents> alone = clips.stream()
                    .map(clip -> encoder.encodeAll(List.of(clip)).get(0))
                    .toList();
            finding = finding.with(ALONE, KnownAnswers.error(alone, right))
                    .with(TOGETHER, KnownAnswers.error(encoder.encodeAll(clips), right));
            same = BatchTrial.sameBits(encoder, clips);
        }
        if (second.isPresent()) {
            try (Metis8dEncoder both = tinyRandom(precision, context.device(), second.get())) {
                finding = finding.with(
                        TWO_DEVICES, KnownAnswers.error(both.encodeAll(repeat(clips, ROUNDS)), repeat(right, ROUNDS)));
            }
        }
        finding = finding.with(ALLOWED, allowed(precision)).with(SAME_BITS, same);
        context.log().found(finding);
        judge(context, finding, same);
    }

    private static void judge(StepContext context, Finding finding, boolean same) {
        double allowed = finding.number(ALLOWED).orElseThrow();
        for (String way : List.of(ALONE, TOGETHER, TWO_DEVICES)) {
            finding.number(way)
                    // Not a number is not right either.
                    .filter(error -> !(error <= allowed))
                    .ifPresent(error -> context.log()
                            .problem(String.format(
                                    Locale.ROOT,
                                    "the device computes wrong in %s: %s is %.1e, where rounding makes less than %.0e",
                                    finding.text(PRECISION),
                                    way,
                                    error,
                                    allowed)));
        }
        if (!same && !context.gpu()) {
            context.log()
                    .problem("a clip's bits depend on its batch in " + finding.text(PRECISION)
                            + ", which they never do on a CPU");
        }
    }

    /** What the tests allow on a GPU; in fp32 ten times as much, for a device that was never tried. */
    private static double allowed(Precision precision) {
        return switch (precision) {
            case FP32 -> 1e-3;
            case TF32 -> 3e-2;
            case BF16 -> 6e-2;
            case FP16 -> 1e-2;
        };
    }

    private static <T> List<T> repeat(List<T> list, int times) {
        List<T> all = new ArrayList<>();
        Collections.nCopies(times, list).forEach(all::addAll);
        return all;
    }

    private static Metis8dEncoder tinyRandom(Precision precision, String... devices) {
        return Metis8dEncoder.builder()
                .model(ModelSource.tinyRandom())
                .device(devices)
                .precision(precision)
                .build();
    }
}
