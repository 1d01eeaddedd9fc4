package io.github.metis8d.io.audio;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_DATA_SKIP_SAMPLES;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_get_side_data;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EAGAIN;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLT;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_default;
import static org.lwjgl.util.opus.Opus.OPUS_SET_GAIN;
import static org.lwjgl.util.opus.OpusMultistream.nopus_multistream_decode_float;
import static org.lwjgl.util.opus.OpusMultistream.opus_multistream_decoder_create;
import static org.lwjgl.util.opus.OpusMultistream.opus_multistream_decoder_ctl;
import static org.lwjgl.util.opus.OpusMultistream.opus_multistream_decoder_destroy;

import io.github.metis8d.MetisException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.SizeTPointer;

/**
 * Opus at the rate of what was encoded, where its header names one of 24 kHz or less, as libsndfile decodes.
 *
 * <p>Opus can be decoded at any of five rates, and speech comes out of its linear prediction at the rate it was coded at:
 * exactly so if that is asked for, and resampled, with another delay, at 48 kHz, the only rate of FFmpeg's decoders. So this
 * is libopus itself.
 */
final class OpusDecoder implements PacketDecoder {
    private static final int FULL_RATE = 48_000;
    private static final int MAX_PACKET_SECONDS_INVERSE = 8;

    private final int rate;
    private final int channels;
    private final int skipped;
    private final FloatPointer samples;
    private long decoder;
    private int from;
    private int to;
    private boolean ended;

    /** What comes before the packets: see RFC 7845, section 5.1. */
    private record Head(ByteBuffer bytes) {
        static Head of(AVCodecParameters audio) {
            int size = audio.extradata_size();
            if (size < 19) {
                return null;
            }
            byte[] bytes = new byte[size];
            audio.extradata().capacity(size).get(bytes);
            boolean head = new String(bytes, 0, 8, StandardCharsets.ISO_8859_1).equals("OpusHead");
            return head ? new Head(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN)) : null;
        }

        int channels() {
            return bytes.get(9);
        }

        /** The lowest at which Opus can be decoded without losing any of the input. */
        int rate() {
            int input = bytes.getInt(12);
            for (int rate : new int[] {8000, 12_000, 16_000, 24_000}) {
                if (input > 0 && input <= rate) {
                    return rate;
                }
            }
            return FULL_RATE;
        }

        int gain() {
            return bytes.getShort(16);
        }

        boolean oneStream() {
            return bytes.get(18) == 0;
        }

        /** How many streams there are, how many of them are stereo, and which channel is where. */
        ByteBuffer mapping() {
            ByteBuffer mapping = ByteBuffer.allocateDirect(2 + channels());
            if (oneStream()) {
                mapping.put((byte) 1).put((byte) (channels() - 1));
                for (int channel = 0; channel < channels(); channel++) {
                    mapping.put((byte) channel);
                }
            } else {
                mapping.put(bytes.array(), 19, 2 + channels());
            }
            return mapping.flip();
        }

        boolean whole() {
            return channels() > 0 && (oneStream() ? channels() <= 2 : bytes.capacity() >= 21 + channels());
        }
    }

    private OpusDecoder(Head head) throws UndecodableException {
        rate = head.rate();
        channels = head.channels();
        skipped = FULL_RATE / rate;
        decoder = opened(head);
        if (decoder == 0) {
            throw new UndecodableException("its Opus header is damaged");
        }
        samples = new FloatPointer((long) rate / MAX_PACKET_SECONDS_INVERSE * channels);
    }

    /**
     * {@return libopus's decoder, or 0 if there is none for this header} LWJGL leaves a stack of memory with each thread on
     * which it loads a library or sets an option. With a thread of a server that would keep the class loader of an
     * application that is gone, so these are done on one that ends.
     */
    private static long opened(Head head) {
        try {
            return CompletableFuture.supplyAsync(() -> open(head), task -> new Thread(task, "metis-opus").start())
                    .join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof MetisException failure) {
                throw failure;
            }
            throw e;
        }
    }

    private static long open(Head head) {
        OpusLibrary.LIBRARY.load();
        ByteBuffer mapping = head.mapping();
        IntBuffer error =
                ByteBuffer.allocateDirect(4).order(ByteOrder.nativeOrder()).asIntBuffer();
        long decoder = opus_multistream_decoder_create(
                head.rate(), mapping.get() & 0xff, mapping.get() & 0xff, mapping, error);
        if (error.get(0) != 0) {
            return 0;
        }
        opus_multistream_decoder_ctl(decoder, OPUS_SET_GAIN(head.gain()));
        return decoder;
    }

    /**
     * A decoder for a stream of Opus in Ogg.
     *
     * @return null if its header names none of the lower rates
     * @throws UndecodableException if it cannot be decoded
     */
    static OpusDecoder of(AVCodecParameters audio) throws UndecodableException {
        Head head = Head.of(audio);
        return head == null || !head.whole() || head.rate() == FULL_RATE ? null : new OpusDecoder(head);
    }

    @Override
    public int send(AVPacket packet) {
        if (packet == null) {
            ended = true;
            return 0;
        }
        int decoded = nopus_multistream_decode_float(
                decoder,
                packet.size() == 0 ? 0 : packet.data().address(),
                packet.size(),
                samples.address(),
                rate / MAX_PACKET_SECONDS_INVERSE,
                0);
        if (decoded < 0) {
            return decoded;
        }
        from = 0;
        to = decoded;
        SizeTPointer size = new SizeTPointer(1);
        BytePointer skip = av_packet_get_side_data(packet, AV_PKT_DATA_SKIP_SAMPLES, size);
        if (FfmpegErrors.there(skip) && size.get() >= 8) {
            ByteBuffer counts = skip.capacity(8).asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
            from = Math.min(to, counts.getInt(0) / skipped);
            to = Math.max(from, to - counts.getInt(4) / skipped);
        }
        return 0;
    }

    @Override
    public int receive(AVFrame frame) {
        if (from == to) {
            return ended ? AVERROR_EOF : AVERROR_EAGAIN();
        }
        frame.format(AV_SAMPLE_FMT_FLT);
        frame.sample_rate(rate);
        av_channel_layout_default(frame.ch_layout(), channels);
        frame.data(0, new BytePointer(samples.getPointer((long) from * channels)));
        frame.nb_samples(to - from);
        from = to;
        return 0;
    }

    @Override
    public void close() {
        opus_multistream_decoder_destroy(decoder);
        samples.close();
    }
}
