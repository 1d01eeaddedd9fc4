package io.github.metis8d.bench;

import io.github.metis8d.Latents;
import io.github.metis8d.ModelSource;
import io.github.metis8d.Precision;
import io.github.metis8d.spi.Backend;
import io.github.metis8d.spi.BackendDescription;
import io.github.metis8d.spi.BackendProvider;
import io.github.metis8d.spi.PendingLatents;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * A GPU as the host sees it: a batch is copied and launched, which takes the host's time, and is then computed for as long
 * as its audio asks for, one batch after the other. What comes out are random numbers.
 */
final class SimulatedDevice implements BackendProvider {
    private static final int HOP = 160;
    private static final int WINDOW = 400;
    private static final int LONGEST_ROWS = 200_000;

    private final Timing timing;
    private final DeviceUse use;
    private final float[] rows = new float[LONGEST_ROWS * Latents.DIMENSIONS];

    /**
     * How fast it is.
     *
     * @param millisPerSecond for each second of audio, padding included
     * @param launchMillis of the host's time for each batch; a core is busy with it
     * @param budgetSeconds the most audio in a batch
     * @param batchesInFlight how many it is given before the first is awaited
     */
    record Timing(double millisPerSecond, double launchMillis, double budgetSeconds, int batchesInFlight) {
        /** The same, but takes no time: what is left is the host. */
        Timing takingNoTime() {
            return new Timing(0, 0, budgetSeconds, batchesInFlight);
        }
    }

    SimulatedDevice(Timing timing, DeviceUse use) {
        this.timing = timing;
        this.use = use;
        Random random = new Random(1);
        for (int i = 0; i < rows.length; i++) {
            rows[i] = (float) random.nextGaussian();
        }
    }

    private Latents latents(float[] samples) {
        int frames = 1 + (samples.length - WINDOW) / HOP;
        return new Latents(Arrays.copyOf(rows, (frames + 1) / 2 * Latents.DIMENSIONS));
    }

    @Override
    public Backend open(ModelSource model, String device, Precision precision) {
        return new Backend() {
            private final BackendDescription description =
                    new BackendDescription(device, timing.budgetSeconds, timing.batchesInFlight);
            private FloatBuffer pinned = FloatBuffer.allocate(0);
            /** When it has computed all that it was given. */
            private long freeNanos = System.nanoTime();

            @Override
            public List<Latents> encode(List<float[]> clips) {
                return start(clips).await();
            }

            @Override
            public PendingLatents start(List<float[]> clips) {
                long begin = System.nanoTime();
                copy(clips);
                long launched = begin + nanos(timing.launchMillis);
                while (System.nanoTime() < launched) {
                    Thread.onSpinWait();
                }
                double seconds = use.count(clips);
                long computed = Math.max(begin, freeNanos) + nanos(timing.millisPerSecond * seconds);
                long done = Math.max(System.nanoTime(), computed);
                freeNanos = done;
                return () -> {
                    for (long left = done - System.nanoTime(); left > 0; left = done - System.nanoTime()) {
                        LockSupport.parkNanos(left);
                    }
                    return clips.stream().map(SimulatedDevice.this::latents).toList();
                };
            }

            private void copy(List<float[]> clips) {
                int samples = clips.stream().mapToInt(clip -> clip.length).sum();
                if (pinned.capacity() < samples) {
                    pinned = ByteBuffer.allocateDirect(samples * Float.BYTES)
                            .order(ByteOrder.nativeOrder())
                            .asFloatBuffer();
                }
                pinned.clear();
                clips.forEach(pinned::put);
            }

            @Override
            public BackendDescription description() {
                return description;
            }

            @Override
            public void close() {}
        };
    }

    private static long nanos(double millis) {
        return (long) (millis * 1e6);
    }
}
