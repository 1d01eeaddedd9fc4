package io.github.metis8d.bench;

import io.github.metis8d.Metis8dEncoder;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/** From files to a model that is ready on the device, and its end. */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 1)
@Measurement(iterations = 5)
public class LoadBenchmark extends EncoderBenchmark {
    /** Made by JMH. */
    public LoadBenchmark() {}

    /** {@return the devices of an encoder that was opened and closed} */
    @Benchmark
    public Object load() {
        try (Metis8dEncoder encoder = openEncoder()) {
            return encoder.devices();
        }
    }
}
