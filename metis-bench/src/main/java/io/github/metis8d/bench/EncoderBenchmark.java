package io.github.metis8d.bench;

import io.github.metis8d.Metis8dEncoder;
import io.github.metis8d.ModelSource;
import io.github.metis8d.Precision;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The parameters of every benchmark of an encoder. */
@State(Scope.Benchmark)
public abstract class EncoderBenchmark {
    /** The model: {@code tiny-random}, {@code published-random}, or the folder of a checkpoint. */
    @Param("tiny-random")
    public String model;

    /** One device, or several with commas between them. */
    @Param("cpu")
    public String device;

    /** The number format. */
    @Param("FP32")
    public Precision precision;

    /** Made by JMH. */
    protected EncoderBenchmark() {}

    /** Loads the model onto the devices. */
    final Metis8dEncoder openEncoder() {
        return Metis8dEncoder.builder()
                .model(ModelSource.parse(model))
                .device(devices())
                .precision(precision)
                .build();
    }

    final String[] devices() {
        return device.split(",");
    }
}
