package io.github.metis8d.bench;

import io.github.metis8d.Metis8dEncoder;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** Clips a second when every caller waits for its own clip: 16 of them at once against one. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 1, time = 10)
@Measurement(iterations = 3, time = 10)
public class CallersBenchmark extends EncoderBenchmark {
    /** The length of each clip. */
    @Param("2")
    public double clipSeconds;

    private Metis8dEncoder encoder;
    private float[] samples;

    /** Made by JMH. */
    public CallersBenchmark() {}

    /** Loads the model. */
    @Setup
    public void open() {
        encoder = openEncoder();
        samples = Noise.seconds(clipSeconds, 1);
    }

    /** Frees the devices. */
    @TearDown
    public void close() {
        encoder.close();
    }

    /** {@return one caller's latents} */
    @Benchmark
    @Threads(1)
    public float[][] one() {
        return encoder.encode(samples);
    }

    /** {@return the latents of one of 16 callers} */
    @Benchmark
    @Threads(16)
    public float[][] sixteen() {
        return encoder.encode(samples);
    }
}
