package io.github.metis8d.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** WAV files of noise. */
public final class Speech {
    static final int RATE = 16_000;

    private Speech() {}

    /** 16-bit mono at 16 kHz, another one for each seed. */
    public static byte[] wav(long seed, double seconds) {
        int samples = (int) Math.round(seconds * RATE);
        ByteBuffer wav = ByteBuffer.allocate(44 + 2 * samples).order(ByteOrder.LITTLE_ENDIAN);
        wav.put(ascii("RIFF")).putInt(36 + 2 * samples).put(ascii("WAVEfmt ")).putInt(16);
        wav.putShort((short) 1).putShort((short) 1).putInt(RATE).putInt(2 * RATE);
        wav.putShort((short) 2).putShort((short) 16).put(ascii("data")).putInt(2 * samples);
        Random random = new Random(seed);
        for (int i = 0; i < samples; i++) {
            wav.putShort((short) (3000 * random.nextGaussian()));
        }
        return wav.array();
    }

    /** So many files, numbered, of lengths between half a second and two. */
    public static void write(Path folder, int count) {
        for (int i = 0; i < count; i++) {
            write(folder.resolve("clip-" + i + ".wav"), wav(i, 0.5 + i % 7 * 0.25));
        }
    }

    public static void write(Path file, byte[] content) {
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
