package io.github.metis8d.bench;

import io.github.metis8d.Latents;
import io.github.metis8d.io.latents.JsonLatentReader;
import io.github.metis8d.io.latents.JsonLatentWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The latents of 100 clips of 5 s to JSON and back, in memory. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 5, time = 2)
public class JsonBenchmark {
    private static final int CLIPS = 100;
    private static final int SECONDS = 5;

    private Latents latents;
    private byte[] json;

    /** Made by JMH. */
    public JsonBenchmark() {}

    /**
     * Makes latents.
     *
     * @throws IOException never
     */
    @Setup
    public void make() throws IOException {
        Random random = new Random(1);
        float[] values = new float[SECONDS * Latents.ROWS_PER_SECOND * Latents.DIMENSIONS];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        latents = new Latents(values);
        json = write();
    }

    /**
     * Writes them.
     *
     * @return the text
     * @throws IOException never
     */
    @Benchmark
    public byte[] write() throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream(json == null ? 0 : json.length);
        try (JsonLatentWriter writer = new JsonLatentWriter(text)) {
            for (int i = 0; i < CLIPS; i++) {
                writer.write("part_003/e8/7b/" + i + ".wav", latents);
            }
            writer.finish();
        }
        return text.toByteArray();
    }

    /**
     * Reads them.
     *
     * @return the rows that were read
     * @throws IOException never
     */
    @Benchmark
    public int read() throws IOException {
        int rows = 0;
        try (JsonLatentReader reader = new JsonLatentReader("memory", new ByteArrayInputStream(json))) {
            for (JsonLatentReader.Entry entry = reader.next(); entry != null; entry = reader.next()) {
                rows += entry.latents().frames();
            }
        }
        return rows;
    }
}
