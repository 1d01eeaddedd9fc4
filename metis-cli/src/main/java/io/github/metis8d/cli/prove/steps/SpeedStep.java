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
import io.github.metis8d.torch.measure.ModelProducts;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How fast the model of the published sizes is, by precision, by the clips' length, alone and in full batches. */
public final class SpeedStep implements Step {
    /** The model: of the published sizes, or where there is little time on a CPU the small one, which tells nothing of them. */
    public static final String MODEL = "model";

    /** The precision. */
    public static final String PRECISION = "precision";

    /** The length of each clip, in seconds. */
    public static final String CLIP_SECONDS = "clipSeconds";

    /** {@link #ALONE} or {@link #FULL}. */
    public static final String BATCHES = "batches";

    /** The value of {@link #BATCHES} where each clip was a batch of its own. */
    public static final String ALONE = "one clip";

    /** The value of {@link #BATCHES} where batches had all the audio that suits the device. */
    public static final String FULL = "full";

    /** Seconds of audio a second. */
    public static final String SPEED = "audioSecondsPerSecond";

    /** What one call took, in milliseconds: of one clip, how long its caller waits. */
    public static final String MILLIS = "milliseconds";

    /** What the model's matrix products of a second of audio take by themselves, in milliseconds. */
    public static final String PRODUCT_MILLIS = "productMilliseconds";

    /** The rate of these products by themselves, in 10^12 floating-point operations a second. */
    public static final String TERAFLOPS = "productTeraflops";

    /** The share of the time that these products would take by themselves. */
    public static final String PRODUCT_SHARE = "productShare";

    /** The mean power, in watts, where the device tells. */
    public static final String WATTS = StatusSamples.WATTS;

    /** The mean clock, in megahertz, where the device tells. */
    public static final String MEGAHERTZ = StatusSamples.MEGAHERTZ;

    /** The highest temperature, in degrees Celsius, where the device tells. */
    public static final String CELSIUS = StatusSamples.CELSIUS;

    /** The length that docs/gpu.md reckons with comes first. */
    private static final List<Double> LENGTHS = List.of(10.0, 2.0, 30.0);

    /** Rows that are multiplied at once: those of a full batch, and of a clip of 10 s. */
    private static final int ROWS = 12_000;

    private static final int ROWS_ON_A_CPU = 500;

    /** With less time than this a precision is not begun with. */
    private static final Duration LEAST = Duration.ofSeconds(8);

    /** With less time than this the products are left out. */
    private static final Duration LEAST_ON_A_CPU = Duration.ofSeconds(60);

    /** Made by the process. */
    public SpeedStep() {}

    @Override
    public void run(StepContext context) {
        BuiltIn model = context.quick() && !context.gpu() ? ModelSource.tinyRandom() : ModelSource.publishedRandom();
        for (Precision precision : precisions(context)) {
            if (!context.hasTimeFor(LEAST)) {
                context.log().note(Precisions.name(precision) + " was left out for want of time");
                continue;
            }
            Finding which = Finding.of(MODEL, model.name()).with(PRECISION, Precisions.name(precision));
            Optional<Double> products = Optional.empty();
            if (model.name().equals(ModelSource.PUBLISHED_RANDOM)
                    && !context.quick()
                    && context.hasTimeFor(context.gpu() ? LEAST : LEAST_ON_A_CPU)) {
                products = products(context, precision);
            }
            try (Metis8dEncoder encoder = Metis8dEncoder.builder()
                    .model(model)
                    .device(context.device())
                    .precision(precision)
                    .build()) {
                measure(context, which, encoder, products);
            } catch (MetisException e) {
                context.log().problem(Precisions.name(precision) + ": " + e.getMessage());
            }
        }
    }

    /** Those between which people choose come first. Most CPUs have no products in float16. */
    private static List<Precision> precisions(StepContext context) {
        if (context.quick()) {
            return List.of(Precision.BF16, Precision.FP32);
        }
        return context.gpu()
                ? List.of(Precision.FP32, Precision.BF16, Precision.TF32, Precision.FP16)
                : List.of(Precision.FP32, Precision.BF16, Precision.TF32);
    }

    /** The rate of the products by themselves, or nothing where it cannot be measured. */
    private static Optional<Double> products(StepContext context, Precision precision) {
        try {
            return Optional.of(
                    ModelProducts.published().rate(context.device(), precision, context.gpu() ? ROWS : ROWS_ON_A_CPU));
        } catch (RuntimeException e) {
            context.log()
                    .note("the products alone could not be measured in " + Precisions.name(precision) + ": "
                            + e.getMessage());
            return Optional.empty();
        }
    }

    private static void measure(StepContext context, Finding which, Metis8dEncoder encoder, Optional<Double> products) {
        Duration measured = Duration.ofSeconds(context.quick() ? 1 : 2);
        double rate = 0;
        for (double seconds : context.quick() ? LENGTHS.subList(0, 1) : LENGTHS) {
            Finding alone = which.with(CLIP_SECONDS, seconds).with(BATCHES, ALONE);
            if (rate > 0 && !hasTimeFor(context, seconds, rate)) {
                tellLeftOut(context, alone);
                continue;
            }
            Throughput one = Throughput.alone(encoder, seconds, measured);
            record(context, alone, one);
            rate = Math.max(rate, one.audioSeconds());
            Finding full = which.with(CLIP_SECONDS, seconds).with(BATCHES, FULL);
            if (hasTimeFor(context, encoder.batchesInFlight() * encoder.batchSeconds(), rate)) {
                try (StatusSamples samples = StatusSamples.of(encoder)) {
                    Throughput many = Throughput.inFullBatches(encoder, seconds, measured);
                    record(context, samples.into(withProducts(full, many, products), ""), many);
                }
            } else {
                tellLeftOut(context, full);
            }
        }
    }

    /** Whether there is time to encode so much three times: to warm up, to measure, and once more. */
    private static boolean hasTimeFor(StepContext context, double audioSeconds, double rate) {
        return context.hasTimeFor(Duration.ofMillis((long) (3e3 * audioSeconds / rate)));
    }

    private static Finding withProducts(Finding which, Throughput measured, Optional<Double> products) {
        if (products.isEmpty()) {
            return which;
        }
        double seconds = ModelProducts.published().operationsPerRow() * Latents.ROWS_PER_SECOND / products.get();
        return which.with(PRODUCT_MILLIS, 1e3 * seconds)
                .with(TERAFLOPS, products.get() / 1e12)
                .with(PRODUCT_SHARE, seconds * measured.audioSeconds());
    }

    private static void tellLeftOut(StepContext context, Finding which) {
        context.log()
                .note(which.text(PRECISION) + ", clips of " + which.text(CLIP_SECONDS) + " s, " + which.text(BATCHES)
                        + ": left out for want of time");
    }

    private static void record(StepContext context, Finding which, Throughput measured) {
        context.log().found(which.with(SPEED, measured.audioSeconds()).with(MILLIS, measured.millis()));
    }
}
