package io.github.metis8d.cli.prove.steps;

import io.github.metis8d.Metis8dEncoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;

/**
 * A tree of WAV files at 16 kHz, 16-bit mono noise, whose lengths are log-normal between a second and 30. The same each time.
 * Beyond so many, files are links to those before: they are read and decoded like others, and take no room on disk.
 */
final class NoiseFiles {
    /** Their mean length, about, in seconds. */
    static final double MEAN_SECONDS = 6;

    /** Of the lengths' logarithm. Speech that was cut by its pauses has about as much. */
    private static final double DEVIATION = 0.65;

    private static final double SHORTEST = 1;
    private static final double LONGEST = 30;
    private static final int DIFFERENT = 1000;
    private static final int A_FOLDER = 1000;
    private static final int HEADER = 44;
    private static final int LOUDNESS = 3000;

    private NoiseFiles() {}

    /**
     * Writes a tree.
     *
     * @param folder an empty one
     * @param count how many files
     */
    static void write(Path folder, int count) {
        Random random = new Random(17);
        byte[] noise = noise(random);
        try {
            for (int i = 0; i < count; i++) {
                Path file = file(folder, i);
                Files.createDirectories(file.getParent());
                if (i < DIFFERENT) {
                    Files.write(file, wave(noise, samples(random)));
                } else {
                    Files.createLink(file, file(folder, i % DIFFERENT));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path file(Path folder, int number) {
        return folder.resolve(String.format(Locale.ROOT, "part_%03d/%07d.wav", number / A_FOLDER, number));
    }

    private static byte[] noise(Random random) {
        ByteBuffer noise = ByteBuffer.allocate((int) LONGEST * Metis8dEncoder.SAMPLE_RATE * Short.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        while (noise.hasRemaining()) {
            noise.putShort((short) (LOUDNESS * random.nextGaussian()));
        }
        return noise.array();
    }

    private static int samples(Random random) {
        double median = MEAN_SECONDS / Math.exp(DEVIATION * DEVIATION / 2);
        double seconds;
        do {
            seconds = median * Math.exp(DEVIATION * random.nextGaussian());
        } while (seconds < SHORTEST || seconds > LONGEST);
        return (int) (seconds * Metis8dEncoder.SAMPLE_RATE);
    }

    private static byte[] wave(byte[] noise, int samples) {
        int data = samples * Short.BYTES;
        int rate = Metis8dEncoder.SAMPLE_RATE;
        ByteBuffer file = ByteBuffer.allocate(HEADER + data).order(ByteOrder.LITTLE_ENDIAN);
        file.put(ascii("RIFF")).putInt(HEADER - 8 + data).put(ascii("WAVEfmt ")).putInt(16);
        file.putShort((short) 1).putShort((short) 1).putInt(rate).putInt(rate * Short.BYTES);
        file.putShort((short) Short.BYTES).putShort((short) Short.SIZE);
        file.put(ascii("data")).putInt(data).put(noise, 0, data);
        return file.array();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
