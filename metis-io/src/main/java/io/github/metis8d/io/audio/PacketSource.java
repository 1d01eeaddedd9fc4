package io.github.metis8d.io.audio;

import java.io.IOException;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVRational;

/** The coded audio of a file, in order. */
interface PacketSource extends AutoCloseable {
    /**
     * Opens the decoder for the packets.
     *
     * @return to be closed by who called
     * @throws UndecodableException if there is none
     */
    PacketDecoder decoder() throws UndecodableException;

    /** {@return the unit of the packets' times, in seconds} */
    AVRational timeBase();

    /**
     * Reads on.
     *
     * @param packet empty; takes the next packet
     * @return whether there was one
     * @throws IOException if the disk fails
     */
    boolean read(AVPacket packet) throws IOException;

    /** {@return when a packet begins, in the unit above, or {@code AV_NOPTS_VALUE}} */
    long time(AVPacket packet);

    /** {@return whether the next packet begins where what was decoded ends, rather than where the packet says it does} */
    boolean decodedLengthsAreExact();

    /** {@return the longest gap between the times of two packets, in seconds, between which nothing is lost} */
    double longestGap();

    /** {@return how many samples of each channel the file says that it holds, or -1 if it does not say so exactly} */
    long promisedSamples();

    /** {@return how many samples of each channel there seem to be, as a hint, or 0 or less if that is not known} */
    long expectedSamples();

    /** {@return how long it is at least if it is whole, in seconds, or 0 if that is not known} */
    double leastSeconds();

    /** Adds what is known to be lost, once the last packet was read. */
    void report(Damage damage);

    @Override
    void close();
}
