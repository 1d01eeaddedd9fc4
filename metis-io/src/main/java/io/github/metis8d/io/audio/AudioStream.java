package io.github.metis8d.io.audio;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_NONE;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EAGAIN;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_q2d;

import java.io.IOException;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/** The audio of a file, decoded frame by frame, and what of it could not be. For use when FFmpeg is loaded. */
final class AudioStream implements AutoCloseable {
    /** Packets in a row that may fail to decode before the rest of the file is given up. */
    private static final int MAX_BAD_PACKETS = 1000;

    private final Damage damage = new Damage();
    private final AVPacket packet = av_packet_alloc();
    private final AVFrame frame = av_frame_alloc();
    private PacketSource packets;
    private PacketDecoder decoder;
    private double tick;
    private boolean drained;
    private int badInARow;
    /** Where the next packet should begin, in ticks. */
    private long expected = AV_NOPTS_VALUE;

    private double lost;

    /**
     * Opens a file.
     *
     * @param file is not closed
     * @throws UndecodableException if the file is not audio that can be decoded
     * @throws IOException if it cannot be read
     */
    AudioStream(ByteSource file) throws UndecodableException, IOException {
        try {
            packets = packets(file);
            tick = av_q2d(packets.timeBase());
            decoder = packets.decoder();
        } catch (IOException | RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private static PacketSource packets(ByteSource file) throws UndecodableException, IOException {
        long start = Id3Tag.end(file);
        WaveHeader wave = WaveHeader.read(file, start);
        if (wave != null && wave.format().pcmCodec() != AV_CODEC_ID_NONE) {
            return new WavePackets(file, wave);
        }
        if (wave != null && !wave.format().known()) {
            throw new UndecodableException("its samples are " + wave.format() + ", for which FFmpeg has no decoder");
        }
        if (wave != null && (wave.format().bigEndian() || wave.data().size() > 1)) {
            throw new UndecodableException("its samples are " + wave.format() + " in "
                    + wave.data().size() + " data chunks, which is not decoded; convert it to FLAC or plain WAV");
        }
        return new ContainerPackets(file, Container.of(file, start), wave);
    }

    /**
     * Decodes on. Packets that cannot be decoded are skipped, and counted.
     *
     * @return the next frame, valid until the next call, or null at the end
     * @throws IOException if the file cannot be read
     */
    AVFrame next() throws IOException {
        while (true) {
            int received = decoder.receive(frame);
            if (received >= 0) {
                damage.badPackets(badInARow);
                badInARow = 0;
                if (expected != AV_NOPTS_VALUE && packets.decodedLengthsAreExact()) {
                    expected += Math.round(frame.nb_samples() / (frame.sample_rate() * tick));
                }
                return frame;
            }
            if (received == AVERROR_EOF || drained) {
                return null;
            }
            if (received != AVERROR_EAGAIN()) {
                badInARow++;
            }
            feed();
        }
    }

    private void feed() throws IOException {
        while (badInARow <= MAX_BAD_PACKETS && packets.read(packet)) {
            watchTime();
            int sent = decoder.send(packet);
            if (sent < 0) {
                badInARow++;
                lost += packets.decodedLengthsAreExact() ? 0 : packet.duration() * tick;
            }
            av_packet_unref(packet);
            if (sent >= 0) {
                return;
            }
        }
        if (badInARow > MAX_BAD_PACKETS) {
            damage.note("its rest is given up, after so many in a row");
        }
        decoder.send(null);
        drained = true;
    }

    /** Packets that are missing leave a gap. */
    private void watchTime() {
        long time = packets.time(packet);
        if (time != AV_NOPTS_VALUE) {
            double gap = expected == AV_NOPTS_VALUE ? 0 : (time - expected) * tick;
            lost += gap > packets.longestGap() ? gap : 0;
            expected = time;
        }
        if (expected != AV_NOPTS_VALUE && !packets.decodedLengthsAreExact()) {
            expected += packet.duration();
        }
    }

    /** {@return seconds that were lost before the frame that {@link #next} gave, since it was last asked} */
    double lostBefore() {
        double seconds = lost;
        lost = 0;
        return seconds;
    }

    PacketSource packets() {
        return packets;
    }

    /**
     * What could not be decoded, once {@link #next} gave null.
     *
     * @param complete whether all that the file tells of was decoded, so that what follows was no audio
     */
    Damage damage(boolean complete) {
        damage.badPackets(complete ? 0 : badInARow);
        packets.report(damage);
        return damage;
    }

    @Override
    public void close() {
        if (decoder != null) {
            decoder.close();
        }
        if (packets != null) {
            packets.close();
        }
        av_packet_free(packet);
        av_frame_free(frame);
    }
}
