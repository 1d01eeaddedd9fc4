package io.github.metis8d.io.audio;

import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/** Packets to samples. Both calls answer as {@code avcodec_send_packet} and {@code avcodec_receive_frame} do. */
interface PacketDecoder extends AutoCloseable {
    /**
     * Takes a packet.
     *
     * @param packet the next one, or null after the last
     * @return an error if below 0
     */
    int send(AVPacket packet);

    /**
     * Gives samples.
     *
     * @param frame takes them, until the next call
     * @return an error if below 0: {@code AVERROR_EOF} at the end, {@code AVERROR_EAGAIN} if a packet is wanted
     */
    int receive(AVFrame frame);

    @Override
    void close();
}
