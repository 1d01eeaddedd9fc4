package io.github.metis8d.io.audio;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Where the frames of an MPEG audio file begin, and what the encoder left in the first.
 *
 * <p>FFmpeg wants more frames than a clip of 100 ms has to believe that there are any, and looks for the encoder's note at
 * the start of the file alone: behind other bytes it is not found, and the delay that it tells of is not cut off.
 *
 * @param offset the place of the first frame
 * @param samples what the encoder put in, of each channel, or -1 where it did not say
 */
record MpegAudio(long offset, long samples) {
    /** Bytes before the first frame that are looked through. */
    private static final int SEARCHED = 1 << 16;

    /** Frames that must follow each other, unless the file ends before. */
    private static final int IN_A_ROW = 4;

    private static final int HEADER = 4;
    /** Version, layer and sampling rate: the same in all frames of a file. */
    private static final int CONSTANT = 0xfffe0c00;

    private static final int[] RATES = {44_100, 48_000, 32_000};
    private static final int[][] KBITS_1 = {
        {32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448},
        {32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384},
        {32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320}
    };
    private static final int[][] KBITS_2 = {
        {32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256},
        {8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160},
        {8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160}
    };

    /** A header of 32 bits. */
    private record Frame(int bits) {
        boolean valid() {
            return (bits & 0xffe00000) == 0xffe00000
                    && (bits >> 19 & 3) != 1
                    && layer() < 4
                    && (bits >> 12 & 15) != 0
                    && (bits >> 12 & 15) != 15
                    && (bits >> 10 & 3) != 3;
        }

        /** 0 for MPEG 1, 1 and 2 for MPEG 2 and 2.5, at half and a quarter of its sampling rates. */
        int halvings() {
            int version = bits >> 19 & 3;
            return version == 0 ? 2 : 3 - version;
        }

        boolean version1() {
            return halvings() == 0;
        }

        int layer() {
            return 4 - (bits >> 17 & 3);
        }

        int samples() {
            return layer() == 1 ? 384 : layer() == 3 && !version1() ? 576 : 1152;
        }

        int length() {
            int rate = RATES[bits >> 10 & 3] >> halvings();
            int bytesPerSecond = (version1() ? KBITS_1 : KBITS_2)[layer() - 1][(bits >> 12 & 15) - 1] * 125;
            int slot = layer() == 1 ? 4 : 1;
            return (samples() * bytesPerSecond / (rate * slot) + (bits >> 9 & 1)) * slot;
        }

        /** Bytes between the header and an encoder's note, where layer 3 has its side information. */
        int sideInformation() {
            boolean mono = (bits >> 6 & 3) == 3;
            return version1() ? (mono ? 17 : 32) : mono ? 9 : 17;
        }
    }

    /**
     * Looks for the first frame.
     *
     * @param from where to begin
     * @return null if there is none
     */
    static MpegAudio find(ByteSource file, long from) throws IOException {
        ByteBuffer bytes = file.bytes(from, SEARCHED + HEADER);
        for (int at = 0; at + HEADER <= bytes.limit(); at++) {
            if (bytes.get(at) == -1 && new Frame(bytes.getInt(at)).valid() && chain(file, from + at, at == 0)) {
                return new MpegAudio(from + at, samples(file, from + at));
            }
        }
        return null;
    }

    /** Whether frames follow each other from here on. */
    private static boolean chain(ByteSource file, long from, boolean start) throws IOException {
        long at = from;
        int first = 0;
        for (int count = 0; count < IN_A_ROW; count++) {
            ByteBuffer header = ByteBuffer.allocate(HEADER);
            int read = file.read(header, at);
            if (read == 0 && at == file.size() || read == HEADER && isTag(header.getInt(0))) {
                // Nothing else is as short and ends where its file ends.
                return start || count > 1;
            }
            Frame frame = new Frame(header.getInt(0));
            first = count == 0 ? frame.bits : first;
            if (header.hasRemaining() || !frame.valid() || ((frame.bits ^ first) & CONSTANT) != 0) {
                return false;
            }
            at += frame.length();
        }
        return true;
    }

    /** ID3v1 and APE tags, which come at the end. */
    private static boolean isTag(int bytes) {
        return bytes >>> 8 == 0x544147 || bytes == 0x41504554;
    }

    /** What the first frame holds by the note of Xing and LAME. */
    private static long samples(ByteSource file, long offset) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(256);
        file.read(bytes, offset);
        Frame frame = new Frame(bytes.getInt(0));
        int note = HEADER + frame.sideInformation();
        boolean found = bytes.getInt(note) == 0x58696e67 || bytes.getInt(note) == 0x496e666f;
        int flags = bytes.getInt(note + 4);
        if (frame.layer() != 3 || !found || (flags & 1) == 0) {
            return -1;
        }
        int encoder =
                note + 12 + ((flags & 2) != 0 ? 4 : 0) + ((flags & 4) != 0 ? 100 : 0) + ((flags & 8) != 0 ? 4 : 0);
        int padding = bytes.get(encoder) == 0 ? 0 : bytes.getInt(encoder + 20) & 0xffffff;
        return (bytes.getInt(note + 8) & 0xffffffffL) * frame.samples() - (padding >> 12) - (padding & 0xfff);
    }
}
