package io.github.metis8d.cli.prove.steps;

import io.github.metis8d.ModelSource;
import io.github.metis8d.Precision;
import io.github.metis8d.cli.prove.process.Finding;
import io.github.metis8d.cli.prove.process.Step;
import io.github.metis8d.cli.prove.process.StepContext;
import io.github.metis8d.spi.Backend;
import io.github.metis8d.torch.TorchBackendProvider;
import io.github.metis8d.torch.measure.QueuedWork;
import java.util.List;

/**
 * What the host takes to launch a batch, and what the GPU takes for it: alone, when it waits for launches, and behind other
 * work, when all of the batch is there before it begins. The difference is what CUDA graphs could save.
 */
public final class LaunchesStep implements Step {
    /** Audio in the batch, in seconds. */
    public static final String BATCH_SECONDS = "batchSeconds";

    /** Until the host has launched it, in milliseconds. */
    public static final String LAUNCH = "launchMilliseconds";

    /** Until its answer is there, on an idle GPU, in milliseconds. */
    public static final String ALONE = "aloneMilliseconds";

    /** What the GPU takes where it never waits for the host, in milliseconds. */
    public static final String DEVICE = "gpuMilliseconds";

    /** The share of a batch alone in which the GPU waits for the host. */
    public static final String WAITING = "waitingShareAlone";

    /** The same with two batches in flight, where the host launches the next batch meanwhile. */
    public static final String WAITING_IN_FLIGHT = "waitingShareInFlight";

    private static final long MATRIX = 4096;

    /** Some are less than a clip of a corpus, the last is a full batch. */
    private static final List<Double> BATCHES = List.of(0.5, 2.0, 10.0, 30.0, 60.0, 120.0, 240.0);

    private static final double CLIP_SECONDS = 10;

    /** Made by the process. */
    public LaunchesStep() {}

    @Override
    public void run(StepContext context) {
        try (Backend backend = new TorchBackendProvider()
                        .open(ModelSource.publishedRandom(), context.device(), Precision.BF16);
                QueuedWork work = new QueuedWork(context.device(), MATRIX)) {
            HostClock clock = HostClock.of(backend);
            for (double seconds : BATCHES) {
                context.log().found(measure(clock, seconds, new HostClock.Blocker() {
                    @Override
                    public void queue(double busy) {
                        work.queue(busy);
                    }

                    @Override
                    public void await() {
                        work.await();
                    }
                }));
            }
        }
    }

    static Finding measure(HostClock clock, double seconds, HostClock.Blocker blocker) {
        List<float[]> batch = seconds <= CLIP_SECONDS
                ? Noise.clips(seconds, 1)
                : Noise.clips(CLIP_SECONDS, Math.round(seconds / CLIP_SECONDS));
        HostClock.Batch measured = clock.batch(batch, blocker);
        return Finding.of(BATCH_SECONDS, seconds)
                .with(LAUNCH, 1e3 * measured.launch())
                .with(ALONE, 1e3 * measured.alone())
                .with(DEVICE, 1e3 * measured.device())
                .with(WAITING, 1 - measured.device() / measured.alone())
                .with(WAITING_IN_FLIGHT, Math.max(0, 1 - measured.device() / measured.launch()));
    }
}
