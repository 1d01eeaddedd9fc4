package io.github.metis8d.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Samples to normalised log-mel rows, with the way to the device and back. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 5, time = 2)
public class LogMelBenchmark {
    /** The device. */
    @Param("cpu")
    public String device;

    /** The length of the clip. */
    @Param("10")
    public double clipSeconds;

    private LogMelFrontEnd frontEnd;
    private float[] samples;

    /** Made by JMH. */
    public LogMelBenchmark() {}

    /** Makes the front end and a clip. */
    @Setup
    public void open() {
        frontEnd = new LogMelFrontEnd(device);
        samples = Noise.seconds(clipSeconds, 1);
    }

    /** Frees the device. */
    @TearDown
    public void close() {
        frontEnd.close();
    }

    /** {@return the rows of the clip} */
    @Benchmark
    public float[] logMel() {
        return frontEnd.rows(samples);
    }
}
