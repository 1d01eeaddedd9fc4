package io.github.metis8d.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Random;

/** A tree of WAV files, 16-bit mono noise, whose lengths are log-normal between two bounds. The same each time. */
final class AudioFiles {
    /** Of the lengths' logarithm. Speech that was cut by its pauses has about as much. */
    private static final double DEVIATION = 0.65;

    private static final int FILES_A_FOLDER = 1000;
    private static final int HEADER = 44;
    private static final int LOUDNESS = 3000;

    private final Path folder;
    private final int rate;
    private final Random random = new Random(17);
    private final ByteBuffer noise;

    /**
     * @param rate of the files, in Hz
     * @param maxSeconds the longest of them
     */
    AudioFiles(Path folder, int rate, double maxSeconds) {
        this.folder = folder;
        this.rate = rate;
        this.noise = ByteBuffer.allocate(samples(maxSeconds) * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        while (noise.hasRemaining()) {
            noise.putShort((short) (LOUDNESS * random.nextGaussian()));
        }
    }

    private int samples(double seconds) {
        return (int) Math.ceil(seconds * rate);
    }

    /** Writes so many, but for those that are there. */
    void write(int count, double meanSeconds, double minSeconds, double maxSeconds) throws IOException {
        double median = meanSeconds / Math.exp(DEVIATION * DEVIATION / 2);
        for (int i = 0; i < count; i++) {
            double seconds;
            do {
                seconds = median * Math.exp(DEVIATION * random.nextGaussian());
            } while (seconds < minSeconds || seconds > maxSeconds);
            Path parent = folder.resolve(String.format(Locale.ROOT, "part_%03d", i / FILES_A_FOLDER));
            Files.createDirectories(parent);
            write(parent.resolve(String.format(Locale.ROOT, "%07d.wav", i)), samples(seconds));
        }
    }

    private void write(Path file, int samples) throws IOException {
        int data = samples * Short.BYTES;
        if (Files.exists(file) && Files.size(file) == HEADER + data) {
            return;
        }
        ByteBuffer header = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
        header.put(ascii("RIFF"))
                .putInt(HEADER - 8 + data)
                .put(ascii("WAVEfmt "))
                .putInt(16);
        header.putShort((short) 1).putShort((short) 1).putInt(rate).putInt(rate * Short.BYTES);
        header.putShort((short) Short.BYTES)
                .putShort((short) Short.SIZE)
                .put(ascii("data"))
                .putInt(data);
        ByteBuffer[] parts = {header.flip(), noise.slice(0, data)};
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            while (parts[1].hasRemaining()) {
                channel.write(parts);
            }
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
