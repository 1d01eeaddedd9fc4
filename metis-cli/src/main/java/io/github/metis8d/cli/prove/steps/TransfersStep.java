package io.github.metis8d.cli.prove.steps;

import io.github.metis8d.ModelSource;
import io.github.metis8d.Precision;
import io.github.metis8d.cli.prove.process.Finding;
import io.github.metis8d.cli.prove.process.Step;
import io.github.metis8d.cli.prove.process.StepContext;
import io.github.metis8d.spi.Backend;
import io.github.metis8d.torch.TorchBackendProvider;
import java.util.List;

/** Two batches in flight, so that one is brought to the device while it computes the other, against one at a time. */
public final class TransfersStep implements Step {
    /** Audio in a batch, in seconds. */
    public static final String BATCH_SECONDS = "batchSeconds";

    /** Seconds of audio a second, each batch awaited before the next. */
    public static final String ONE = "oneAtATime";

    /** The same with two in flight. */
    public static final String TWO = "twoInFlight";

    /** How many times as fast the second is. */
    public static final String GAIN = "gain";

    private static final double CLIP_SECONDS = 10;
    private static final int BATCHES = 8;
    private static final int BATCHES_ON_A_CPU = 2;
    private static final int ROUNDS = 3;

    /** Made by the process. */
    public TransfersStep() {}

    @Override
    public void run(StepContext context) {
        if (!context.gpu()) {
            context.log()
                    .note(
                            "on a CPU a batch is computed when it is given, and nothing is copied: the two are the same, but"
                                    + " for what else the machine does");
        }
        ModelSource model = context.gpu() ? ModelSource.publishedRandom() : ModelSource.tinyRandom();
        try (Backend backend = new TorchBackendProvider().open(model, context.device(), Precision.BF16)) {
            double full = backend.description().batchSeconds();
            for (double seconds : List.of(full / 4, full)) {
                context.log()
                        .found(measure(HostClock.of(backend), seconds, context.gpu() ? BATCHES : BATCHES_ON_A_CPU));
            }
        }
    }

    /** The fastest of some rounds each, in turn, so that both meet the same clocks. */
    static Finding measure(HostClock clock, double batchSeconds, int batches) {
        List<float[]> batch = Noise.clips(CLIP_SECONDS, Math.max(1, Math.round(batchSeconds / CLIP_SECONDS)));
        double audio = batches * batch.size() * CLIP_SECONDS;
        clock.warmUp(batch);
        clock.twoInFlight(batch, 2);
        double one = Double.POSITIVE_INFINITY;
        double two = Double.POSITIVE_INFINITY;
        for (int i = 0; i < ROUNDS; i++) {
            one = Math.min(one, clock.oneAtATime(batch, batches));
            two = Math.min(two, clock.twoInFlight(batch, batches));
        }
        return Finding.of(BATCH_SECONDS, batch.size() * CLIP_SECONDS)
                .with(ONE, audio / one)
                .with(TWO, audio / two)
                .with(GAIN, one / two);
    }
}
