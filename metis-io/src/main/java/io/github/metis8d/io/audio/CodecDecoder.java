package io.github.metis8d.io.audio;

import static io.github.metis8d.io.audio.FfmpegErrors.check;
import static io.github.metis8d.io.audio.FfmpegErrors.there;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_FLAC;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_OPUS;
import static org.bytedeco.ffmpeg.global.avcodec.AV_EF_CRCCHECK;
import static org.bytedeco.ffmpeg.global.avcodec.AV_EF_EXPLODE;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_get_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_to_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLT;

import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;

/** A decoder of FFmpeg's. */
final class CodecDecoder implements PacketDecoder {
    private final AVCodecContext codec;

    /**
     * @param audio what the packets are
     * @param timeBase the unit of their times
     * @throws UndecodableException if FFmpeg has no decoder for them
     */
    CodecDecoder(AVCodecParameters audio, AVRational timeBase) throws UndecodableException {
        AVCodec decoder = decoder(audio.codec_id());
        if (!there(decoder)) {
            throw new UndecodableException("FFmpeg has no decoder for its audio, which is "
                    + avcodec_get_name(audio.codec_id()).getString());
        }
        codec = avcodec_alloc_context3(decoder);
        try {
            check("its audio parameters are damaged", avcodec_parameters_to_context(codec, audio));
            // By this the decoder knows which samples at both ends are the encoder's padding.
            codec.pkt_timebase(timeBase);
            // Files are decoded side by side; each needs no threads of its own.
            codec.thread_count(1);
            // Else libopus rounds to 16 bits.
            codec.request_sample_fmt(AV_SAMPLE_FMT_FLT);
            if (audio.codec_id() == AV_CODEC_ID_FLAC) {
                // Each block has a checksum, by which damage is known from music.
                codec.err_recognition(AV_EF_CRCCHECK | AV_EF_EXPLODE);
            }
            check("its audio cannot be decoded", avcodec_open2(codec, decoder, (AVDictionary) null));
        } catch (UndecodableException | RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private static AVCodec decoder(int id) {
        // FFmpeg's own Opus decoder is some samples late in speech; the reference library is not.
        AVCodec opus = id == AV_CODEC_ID_OPUS ? avcodec_find_decoder_by_name("libopus") : null;
        return there(opus) ? opus : avcodec_find_decoder(id);
    }

    @Override
    public int send(AVPacket packet) {
        return avcodec_send_packet(codec, packet);
    }

    @Override
    public int receive(AVFrame frame) {
        return avcodec_receive_frame(codec, frame);
    }

    @Override
    public void close() {
        avcodec_free_context(codec);
    }
}
