package io.github.metis8d.io.audio;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes the chunks of a wave file one by one, in any byte order, with any size in them. */
final class Chunks {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final ByteOrder order;

    Chunks(String magic) {
        order = magic.equals("RIFX") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        id(magic).number(4, -1).id("WAVE");
    }

    private Chunks id(String id) {
        bytes.writeBytes(id.getBytes(StandardCharsets.US_ASCII));
        return this;
    }

    private Chunks number(int size, long value) {
        ByteBuffer number = ByteBuffer.allocate(8).order(order).putLong(value);
        bytes.write(number.array(), order == ByteOrder.BIG_ENDIAN ? 8 - size : 0, size);
        return this;
    }

    Chunks format(int tag, int channels, int rate, int blockAlign, int bits) {
        id("fmt ").number(4, 16).number(2, tag).number(2, channels).number(4, rate);
        return number(4, (long) rate * blockAlign).number(2, blockAlign).number(2, bits);
    }

    /** WAVE_FORMAT_EXTENSIBLE, with fewer valid bits than there are. */
    Chunks extensible(int tag, int channels, int rate, int containerBits, int validBits) {
        int blockAlign = channels * containerBits / 8;
        id("fmt ").number(4, 40).number(2, 0xfffe).number(2, channels).number(4, rate);
        number(4, (long) rate * blockAlign).number(2, blockAlign).number(2, containerBits);
        number(2, 22).number(2, validBits).number(4, 0).number(4, tag);
        return number(4, 0x0010_0000).number(4, 0xaa00_0080L).number(4, 0x719b_3800L);
    }

    Chunks chunk(String id, long size, byte[] content) {
        id(id).number(4, size);
        bytes.writeBytes(content);
        return this;
    }

    Chunks data(byte[] content) {
        return chunk("data", content.length, content);
    }

    /** Integers at the upper end of some bytes each. */
    byte[] integers(int[] samples, int bits, int sampleBytes) {
        Chunks numbers = new Chunks(order == ByteOrder.BIG_ENDIAN ? "RIFX" : "RIFF");
        numbers.bytes.reset();
        for (int sample : samples) {
            numbers.number(sampleBytes, (long) sample << (8 * sampleBytes - bits));
        }
        return numbers.bytes.toByteArray();
    }

    /** Floating point of 32 bits. */
    byte[] floats(float[] samples) {
        ByteBuffer numbers = ByteBuffer.allocate(4 * samples.length).order(order);
        numbers.asFloatBuffer().put(samples);
        return numbers.array();
    }

    byte[] toByteArray() {
        return bytes.toByteArray();
    }
}
