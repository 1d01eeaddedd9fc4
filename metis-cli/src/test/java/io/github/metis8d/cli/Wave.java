package io.github.metis8d.cli;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** WAV files for tests. */
final class Wave {
    private Wave() {}

    /** 16 kHz, 16 bits, one channel. */
    static byte[] noise(Random random, int samples) {
        short[] noise = new short[samples];
        for (int i = 0; i < samples; i++) {
            noise[i] = (short) (random.nextGaussian() * 3000);
        }
        return of(noise);
    }

    /** 16 kHz, one channel. */
    static byte[] of(short[] samples) {
        ByteBuffer wave = ByteBuffer.allocate(44 + 2 * samples.length).order(ByteOrder.LITTLE_ENDIAN);
        wave.put(ascii("RIFF"))
                .putInt(36 + 2 * samples.length)
                .put(ascii("WAVEfmt "))
                .putInt(16);
        wave.putShort((short) 1)
                .putShort((short) 1)
                .putInt(16_000)
                .putInt(32_000)
                .putShort((short) 2);
        wave.putShort((short) 16).put(ascii("data")).putInt(2 * samples.length);
        for (short sample : samples) {
            wave.putShort(sample);
        }
        return wave.array();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
