package io.github.metis8d.io.audio;

import java.nio.ByteBuffer;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;

/**
 * Where blocks of FLAC belong, by the number that each begins with.
 *
 * <p>FFmpeg joins a damaged block with its neighbours to one packet, and gives that no time or the time of what follows.
 *
 * @param blockSize samples of a block, where all have as many
 */
record FlacBlocks(int blockSize) {
    private static final int STREAM_INFO = 34;
    private static final int LONGEST_HEADER = 11;

    /** @param audio parameters of a FLAC stream */
    static FlacBlocks of(AVCodecParameters audio) {
        boolean known = audio.extradata_size() >= STREAM_INFO;
        return new FlacBlocks(
                known
                        ? (audio.extradata().get(0) & 0xff) << 8
                                | audio.extradata().get(1) & 0xff
                        : 0);
    }

    /**
     * Reads the number of the first sample.
     *
     * @param packet starts with a block's header, if it is not damaged
     * @return the sample, or -1 if it cannot be told
     */
    long firstSample(ByteBuffer packet) {
        if (packet.limit() < LONGEST_HEADER || packet.get(0) != -1 || (packet.get(1) & 0xfe) != 0xf8) {
            return -1;
        }
        int first = packet.get(4) & 0xff;
        int more = Integer.numberOfLeadingZeros(~first << 24) - 1;
        if (more == 0 || more > 6) {
            return -1;
        }
        long number = more < 0 ? first : first & (0x3f >> more);
        for (int i = 1; i <= more; i++) {
            int next = packet.get(4 + i) & 0xff;
            if ((next & 0xc0) != 0x80) {
                return -1;
            }
            number = number << 6 | next & 0x3f;
        }
        boolean countsSamples = (packet.get(1) & 1) != 0;
        return countsSamples ? number : number * blockSize;
    }
}
