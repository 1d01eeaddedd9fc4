package io.github.metis8d.bench;

import io.github.metis8d.Latents;
import io.github.metis8d.Metis8dEncoder;
import io.github.metis8d.ModelSource;
import io.github.metis8d.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
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

/** Throughput of the encoder on one or more devices: seconds of audio a second is the counter {@code audioSeconds}. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 5)
@Measurement(iterations = 5, time = 5)
public class EncodeBenchmark {
    /** The model: {@code tiny-random}, or the folder of a checkpoint. */
    @Param("tiny-random")
    public String model;

    /** One device, or several with commas between them. */
    @Param("cpu")
    public String device;

    /** The number format. */
    @Param("FP32")
    public Precision precision;

    /** The length of each clip. */
    @Param({"2", "10", "30"})
    public double clipSeconds;

    /** The clips that are handed over at once. */
    @Param({"1", "8"})
    public int clips;

    private Metis8dEncoder encoder;
    private List<float[]> audio;

    /** Made by JMH. */
    public EncodeBenchmark() {}

    /** Seconds of audio that were encoded. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    public static class Encoded {
        /** The sum. */
        public double audioSeconds;

        /** Made by JMH. */
        public Encoded() {}

        /** Starts an iteration at 0. */
        @Setup(Level.Iteration)
        public void reset() {
            audioSeconds = 0;
        }
    }

    /** Loads the model and makes noise to encode. */
    @Setup
    public void open() {
        encoder = Metis8dEncoder.builder()
                .model(ModelSource.parse(model))
                .device(device.split(","))
                .precision(precision)
                .build();
        audio = new ArrayList<>();
        Random random = new Random(1);
        for (int i = 0; i < clips; i++) {
            float[] samples = new float[(int) (clipSeconds * Metis8dEncoder.SAMPLE_RATE)];
            for (int k = 0; k < samples.length; k++) {
                samples[k] = (float) (0.1 * random.nextGaussian());
            }
            audio.add(samples);
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
        encoded.audioSeconds += clips * clipSeconds;
        return latents;
    }
}
