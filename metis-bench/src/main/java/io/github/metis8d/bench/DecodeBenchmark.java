package io.github.metis8d.bench;

import io.github.metis8d.io.audio.AudioDecoder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
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

/** A WAV file of 16-bit stereo to 16 kHz mono samples; at 16000 Hz nothing is resampled, and the rest is decoding. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 5, time = 2)
public class DecodeBenchmark {
    private static final int HEADER = 44;
    private static final int FRAME = 4;

    /** The sampling rate of the file, in Hz. */
    @Param({"16000", "44100", "48000"})
    public int rate;

    /** Its length. */
    @Param("30")
    public double clipSeconds;

    private final AudioDecoder decoder = new AudioDecoder();
    private Path file;

    /** Made by JMH. */
    public DecodeBenchmark() {}

    /**
     * Writes the file.
     *
     * @throws IOException if it cannot be written
     */
    @Setup
    public void write() throws IOException {
        int data = (int) (rate * clipSeconds) * FRAME;
        ByteBuffer wav = ByteBuffer.allocate(HEADER + data).order(ByteOrder.LITTLE_ENDIAN);
        wav.put(ascii("RIFF")).putInt(HEADER - 8 + data).put(ascii("WAVEfmt ")).putInt(16);
        wav.putShort((short) 1).putShort((short) 2).putInt(rate).putInt(rate * FRAME);
        wav.putShort((short) FRAME).putShort((short) 16).put(ascii("data")).putInt(data);
        Random random = new Random(1);
        while (wav.hasRemaining()) {
            wav.putShort((short) (3000 * random.nextGaussian()));
        }
        file = Files.createTempFile("metis-bench", ".wav");
        Files.write(file, wav.array());
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Deletes the file.
     *
     * @throws IOException if it cannot be deleted
     */
    @TearDown
    public void delete() throws IOException {
        Files.delete(file);
    }

    /** {@return the samples} */
    @Benchmark
    public float[] decode() {
        return decoder.decode(file);
    }
}
