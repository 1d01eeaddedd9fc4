package io.github.metis8d.bench;

import io.github.metis8d.Metis8dEncoder;
import io.github.metis8d.ModelSource;
import io.github.metis8d.Precision;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** From files to a model that is ready on the device, and its end. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 1)
@Measurement(iterations = 5)
public class LoadBenchmark {
    /** A checkpoint folder; {@code tiny-random} is unpacked into one first. */
    @Param("tiny-random")
    public String model;

    /** The device. */
    @Param("cpu")
    public String device;

    /** The number format. */
    @Param("FP32")
    public Precision precision;

    /** Made by JMH. */
    public LoadBenchmark() {}

    /** {@return the devices of an encoder that was opened and closed} */
    @Benchmark
    public Object load() {
        try (Metis8dEncoder encoder = Metis8dEncoder.builder()
                .model(ModelSource.parse(model))
                .device(device)
                .precision(precision)
                .build()) {
            return encoder.devices();
        }
    }
}
