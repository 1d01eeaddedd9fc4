package io.github.metis8d.io.audio;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/**
 * A valid FLAC file of nothing but silence, in the largest blocks there are: 15 bytes for four seconds of 16 kHz, so that
 * days fit into a megabyte.
 */
final class SilenceBomb {
    /** Samples of each channel in a block. */
    static final int BLOCK = 65_535;

    private SilenceBomb() {}

    /**
     * @param rate in Hz, up to 655,350
     * @param channels up to 8
     * @param blocks up to 65,536
     */
    static byte[] flac(int rate, int channels, int blocks) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(streamInfo(rate, channels));
        for (int block = 0; block < blocks; block++) {
            file.writeBytes(block(channels, block));
        }
        return file.toByteArray();
    }

    private static byte[] streamInfo(int rate, int channels) {
        int bits = 16;
        return ByteBuffer.allocate(42)
                .put(new byte[] {'f', 'L', 'a', 'C', (byte) 0x80, 0, 0, 34})
                .putShort((short) BLOCK)
                .putShort((short) BLOCK)
                .put(new byte[6]) // sizes of blocks in bytes: unknown
                .putLong((long) rate << 44 | (channels - 1L) << 41 | (bits - 1L) << 36) // and the length: unknown
                .array(); // the checksum of the samples: none
    }

    private static byte[] block(int channels, int number) {
        ByteBuffer block = ByteBuffer.allocate(64);
        block.put(new byte[] {(byte) 0xff, (byte) 0xf8, 0x70, (byte) (channels - 1 << 4 | 4 << 1)});
        putNumber(block, number);
        block.putShort((short) (BLOCK - 1));
        block.put((byte) crc(block, 8, 0x07));
        for (int channel = 0; channel < channels; channel++) {
            block.put((byte) 0).putShort((short) 0); // constant, with the value 0
        }
        block.putShort((short) crc(block, 16, 0x8005));
        byte[] bytes = new byte[block.flip().limit()];
        block.get(bytes);
        return bytes;
    }

    /** As UTF-8 does. */
    private static void putNumber(ByteBuffer block, int number) {
        if (number < 0x80) {
            block.put((byte) number);
        } else if (number < 0x800) {
            block.put((byte) (0xc0 | number >> 6)).put((byte) (0x80 | number & 63));
        } else {
            block.put((byte) (0xe0 | number >> 12))
                    .put((byte) (0x80 | number >> 6 & 63))
                    .put((byte) (0x80 | number & 63));
        }
    }

    /** The checksum of what is in the buffer. */
    private static int crc(ByteBuffer buffer, int bits, int polynomial) {
        int crc = 0;
        for (int i = 0; i < buffer.position(); i++) {
            crc ^= (buffer.get(i) & 0xff) << (bits - 8);
            for (int bit = 0; bit < 8; bit++) {
                crc = crc << 1 ^ ((crc >> (bits - 1) & 1) == 1 ? polynomial : 0);
            }
            crc &= (1 << bits) - 1;
        }
        return crc;
    }
}
