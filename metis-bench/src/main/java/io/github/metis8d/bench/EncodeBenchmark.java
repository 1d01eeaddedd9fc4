package io.github.metis8d.bench;

import io.github.metis8d.Latents;
import io.github.metis8d.Metis8dEncoder;
import io.github.metis8d.ModelSource;
import io.github.metis8d.torch.measure.ModelProducts;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Throughput of the encoder on one or more devices. The counter {@code audioSeconds} is seconds of audio a second,
 * {@code audioSecondsPerDevice} the same for each device, and {@code productShare} the share of the time that the
 * device needs for the model's matrix products alone (at the published sizes; else 0).
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 5)
@Measurement(iterations = 5, time = 5)
public class EncodeBenchmark extends EncoderBenchmark {
    /** The length of each clip. */
    @Param({"2", "10", "30"})
    public double clipSeconds;

    /** The clips that are handed over at once. */
    @Param({"1", "8"})
    public int clips;

    private Metis8dEncoder encoder;
    private List<float[]> audio;
    private double productSeconds;

    /** Made by JMH. */
    public EncodeBenchmark() {}

    /** Seconds of audio that were encoded. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    public static class Encoded {
        /** The sum. */
        public double audioSeconds;

        /** The sum by the number of devices. */
        public double audioSecondsPerDevice;

        /** What the products of this audio take on a device that does nothing else. */
        public double productShare;

        /** Made by JMH. */
        public Encoded() {}

        /** Starts an iteration at 0. */
        @Setup(Level.Iteration)
        public void reset() {
            audioSeconds = 0;
            audioSecondsPerDevice = 0;
            productShare = 0;
        }
    }

    /** Loads the model and makes noise to encode. */
    @Setup
    public void open() {
        encoder = openEncoder();
        audio = new ArrayList<>();
        for (int i = 0; i < clips; i++) {
            audio.add(Noise.seconds(clipSeconds, i));
        }
        if (!model.equals(ModelSource.TINY_RANDOM)) {
            ModelProducts products = ModelProducts.published();
            int rows = (int) (clipSeconds * clips * Latents.ROWS_PER_SECOND);
            double rate = products.rate(devices()[0], precision, rows);
            productSeconds = rows * products.operationsPerRow() / rate;
        }
    }

    /** Frees the devices. */
    @TearDown
    public void close() {
        encoder.close();
    }

    /**
     * Encodes all clips.
     *
     * @param encoded counts them
     * @return the latents
     */
    @Benchmark
    public List<Latents> encode(Encoded encoded) {
        List<Latents> latents = encoder.encodeAll(audio);
        int devices = encoder.devices().size();
        encoded.audioSeconds += clips * clipSeconds;
        encoded.audioSecondsPerDevice += clips * clipSeconds / devices;
        encoded.productShare += productSeconds / devices;
        return latents;
    }
}
