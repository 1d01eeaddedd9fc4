package io.github.metis8d.io.audio;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_PCM_F24LE;
import static org.bytedeco.ffmpeg.global.avcodec.av_new_packet;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_free;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_AUDIO;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_default;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVRational;

/** The samples of a wave file that lie there one after the other, read as its header says. */
final class WavePackets implements PacketSource {
    /** Decoded, they are still in the second-level cache when the channels are averaged. */
    private static final int PACKET_BYTES = 1 << 15;

    private final ByteSource file;
    private final WaveHeader header;
    private final AVCodecParameters parameters;
    private final AVRational timeBase = new AVRational();
    private final int packetBytes;
    private int region;
    private long taken;
    private long samples;

    WavePackets(ByteSource file, WaveHeader header) throws IOException {
        this.file = file;
        this.header = header;
        WaveFormat format = header.format();
        packetBytes = Math.max(1, PACKET_BYTES / format.frameBytes()) * format.frameBytes();
        parameters = avcodec_parameters_alloc();
        parameters.codec_type(AVMEDIA_TYPE_AUDIO);
        boolean coolEdit = format.maybeCoolEditFloat() && !lowBytesAreZero();
        parameters.codec_id(coolEdit ? AV_CODEC_ID_PCM_F24LE : format.pcmCodec());
        parameters.sample_rate(format.rate());
        parameters.bits_per_coded_sample(format.codedBits());
        parameters.block_align(format.frameBytes());
        av_channel_layout_default(parameters.ch_layout(), format.channels());
        timeBase.num(1).den(Math.max(1, format.rate()));
    }

    /** Integers of 24 bits in 32 leave the lowest byte free; floating point does not. */
    private boolean lowBytesAreZero() throws IOException {
        WaveHeader.Region first = header.data().get(0);
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(first.length(), PACKET_BYTES));
        file.read(bytes, first.offset());
        for (int i = 0; i < bytes.position(); i += 4) {
            if (bytes.get(i) != 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public PacketDecoder decoder() throws UndecodableException {
        return new CodecDecoder(parameters, timeBase);
    }

    @Override
    public AVRational timeBase() {
        return timeBase;
    }

    @Override
    public boolean read(AVPacket packet) throws IOException {
        int frame = header.format().frameBytes();
        while (region < header.data().size()) {
            WaveHeader.Region from = header.data().get(region);
            int size = (int) Math.min(packetBytes, (from.length() - taken) / frame * frame);
            if (size > 0) {
                if (av_new_packet(packet, size) < 0) {
                    throw new OutOfMemoryError("a packet of " + size + " bytes");
                }
                fill(packet.data().capacity(size).asByteBuffer(), from.offset() + taken);
                packet.pts(samples).dts(samples).duration(size / frame);
                taken += size;
                samples += size / frame;
                return true;
            }
            region++;
            taken = 0;
        }
        return false;
    }

    private void fill(ByteBuffer bytes, long offset) throws IOException {
        file.read(bytes, offset);
        if (bytes.hasRemaining()) {
            throw new IOException("it became shorter while it was read");
        }
    }

    @Override
    public long time(AVPacket packet) {
        return packet.pts();
    }

    @Override
    public boolean decodedLengthsAreExact() {
        return false;
    }

    @Override
    public double longestGap() {
        return 0;
    }

    @Override
    public long promisedSamples() {
        return -1;
    }

    @Override
    public long expectedSamples() {
        return header.data().stream()
                .mapToLong(data -> data.length() / header.format().frameBytes())
                .sum();
    }

    @Override
    public double leastSeconds() {
        return 0;
    }

    @Override
    public void report(Damage damage) {
        header.report(damage);
    }

    @Override
    public void close() {
        avcodec_parameters_free(parameters);
        timeBase.close();
    }
}
