package io.github.metis8d.io.audio;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes WAV files of any sample format. */
public final class Wav {
    private Wav() {}

    /**
     * @param format 1 for integers, 3 for floating point
     * @param samples interleaved, full scale ±1
     */
    public static byte[] bytes(int format, int bits, int channels, int rate, double[] samples) {
        int frame = channels * bits / 8;
        int data = samples.length * bits / 8;
        ByteBuffer wav = ByteBuffer.allocate(44 + data).order(ByteOrder.LITTLE_ENDIAN);
        wav.put(ascii("RIFF")).putInt(36 + data).put(ascii("WAVEfmt ")).putInt(16);
        wav.putShort((short) format).putShort((short) channels).putInt(rate).putInt(rate * frame);
        wav.putShort((short) frame).putShort((short) bits).put(ascii("data")).putInt(data);
        for (double sample : samples) {
            if (format == 3 && bits == 32) {
                wav.putFloat((float) sample);
            } else if (format == 3) {
                wav.putDouble(sample);
            } else if (bits == 8) {
                wav.put((byte) (128 + Math.round(sample * 128)));
            } else {
                long value = Math.round(sample * (1L << (bits - 1)));
                for (int shift = 0; shift < bits; shift += 8) {
                    wav.put((byte) (value >> shift));
                }
            }
        }
        return wav.array();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
