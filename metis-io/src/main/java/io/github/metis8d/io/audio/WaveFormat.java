package io.github.metis8d.io.audio;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_NONE;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_PCM_ALAW;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_PCM_F16LE;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_PCM_F32BE;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_PCM_F32LE;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_PCM_F64BE;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_PCM_F64LE;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_PCM_MULAW;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_PCM_S16BE;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_PCM_S16LE;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_PCM_S24BE;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_PCM_S24LE;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_PCM_S32BE;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_PCM_S32LE;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_PCM_S64BE;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_PCM_S64LE;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_PCM_U8;
import static org.bytedeco.ffmpeg.global.avformat.av_codec_get_id;
import static org.bytedeco.ffmpeg.global.avformat.avformat_get_riff_audio_tags;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import org.bytedeco.ffmpeg.avformat.AVCodecTag;
import org.bytedeco.javacpp.PointerPointer;

/**
 * The fmt chunk of a wave file.
 *
 * @param tag what the samples are: 1 integers, 3 floating point, 6 A-law, 7 mu-law, or a coding that FFmpeg may know
 * @param channels at least 1
 * @param rate in Hz
 * @param byteRate bytes a second, as the header says
 * @param blockAlign bytes of a sample of all channels, or of a block of a coding
 * @param bits of a sample; of integers, those that are not zero at its upper end
 * @param halfFloat whether integers of 32 bits are floating point of 16 bits in truth, as Cool Edit wrote
 * @param bigEndian the order of bytes
 */
record WaveFormat(
        int tag, int channels, int rate, int byteRate, int blockAlign, int bits, boolean halfFloat, boolean bigEndian) {
    private static final int INTEGER = 1;
    private static final int FLOAT = 3;
    private static final int A_LAW = 6;
    private static final int MU_LAW = 7;
    private static final int NMS_ADPCM = 0x0038;
    private static final int EXTENSIBLE = 0xfffe;

    /** @param chunk its first 40 bytes, or all it has */
    static WaveFormat read(ByteBuffer chunk) throws UndecodableException {
        if (chunk.limit() < 14) {
            throw new UndecodableException("its header is damaged: the fmt chunk has " + chunk.limit() + " bytes");
        }
        int tag = chunk.getShort(0) & 0xffff;
        boolean extensible = tag == EXTENSIBLE && chunk.limit() >= 28;
        int channels = chunk.getShort(2) & 0xffff;
        if (channels == 0) {
            throw new UndecodableException("its header is damaged: it has no channel");
        }
        return new WaveFormat(
                extensible ? chunk.getInt(24) & 0xffff : tag,
                channels,
                chunk.getInt(4),
                chunk.getInt(8),
                chunk.getShort(12) & 0xffff,
                chunk.limit() < 16 ? 8 : chunk.getShort(14) & 0xffff,
                !extensible && chunk.limit() >= 20 && chunk.getShort(16) == 2 && chunk.getShort(18) == 1,
                chunk.order() == ByteOrder.BIG_ENDIAN);
    }

    /** Whether FFmpeg has a decoder for this; by the same number it knows AMR, which is not what others write. */
    boolean known() {
        try (PointerPointer<AVCodecTag> tables = new PointerPointer<>(2)) {
            // The list of tables ends with a null, without which FFmpeg reads on.
            tables.put(0, avformat_get_riff_audio_tags()).put(1, null);
            return tag != NMS_ADPCM && av_codec_get_id(tables, tag) != AV_CODEC_ID_NONE;
        }
    }

    /** Bytes of one sample of one channel: fewer bits may be in use, at the upper end. */
    int sampleBytes() {
        int used = (bits + 7) / 8;
        boolean wider = blockAlign % channels == 0 && blockAlign / channels >= used;
        return wider ? blockAlign / channels : used;
    }

    /** What is full scale of Cool Edit's floating point; of others, all bits there are. */
    int codedBits() {
        return pcmCodec() == AV_CODEC_ID_PCM_F16LE ? 16 : maybeCoolEditFloat() ? bits : sampleBytes() * 8;
    }

    /** Bytes of one sample of all channels. */
    int frameBytes() {
        return sampleBytes() * channels;
    }

    /** At least 1. */
    long bytesPerSecond() {
        return Math.max(1, pcmCodec() == AV_CODEC_ID_NONE ? byteRate : (long) rate * frameBytes());
    }

    /** FFmpeg's name for samples that lie in the file one after the other, or {@code AV_CODEC_ID_NONE} for others. */
    int pcmCodec() {
        if (tag == INTEGER && halfFloat && sampleBytes() == 4 && bits == 32 && !bigEndian) {
            return AV_CODEC_ID_PCM_F16LE;
        }
        return switch (tag) {
            case INTEGER -> integers();
            case FLOAT -> floats();
            case A_LAW -> sampleBytes() == 1 ? AV_CODEC_ID_PCM_ALAW : AV_CODEC_ID_NONE;
            case MU_LAW -> sampleBytes() == 1 ? AV_CODEC_ID_PCM_MULAW : AV_CODEC_ID_NONE;
            default -> AV_CODEC_ID_NONE;
        };
    }

    private int integers() {
        return switch (sampleBytes()) {
            case 1 -> AV_CODEC_ID_PCM_U8;
            case 2 -> bigEndian ? AV_CODEC_ID_PCM_S16BE : AV_CODEC_ID_PCM_S16LE;
            case 3 -> bigEndian ? AV_CODEC_ID_PCM_S24BE : AV_CODEC_ID_PCM_S24LE;
            case 4 -> bigEndian ? AV_CODEC_ID_PCM_S32BE : AV_CODEC_ID_PCM_S32LE;
            case 8 -> bigEndian ? AV_CODEC_ID_PCM_S64BE : AV_CODEC_ID_PCM_S64LE;
            default -> AV_CODEC_ID_NONE;
        };
    }

    private int floats() {
        if (bits == 32 && sampleBytes() == 4) {
            return bigEndian ? AV_CODEC_ID_PCM_F32BE : AV_CODEC_ID_PCM_F32LE;
        }
        if (bits == 64 && sampleBytes() == 8) {
            return bigEndian ? AV_CODEC_ID_PCM_F64BE : AV_CODEC_ID_PCM_F64LE;
        }
        return AV_CODEC_ID_NONE;
    }

    /** Whether these are integers of 24 bits in 32, or else the floating point that Cool Edit wrote under that name. */
    boolean maybeCoolEditFloat() {
        return tag == INTEGER && bits == 24 && sampleBytes() == 4 && !bigEndian;
    }

    /** The coding in words, for a message. */
    @Override
    public String toString() {
        String name =
                switch (tag) {
                    case INTEGER -> "integers";
                    case FLOAT -> "floating point";
                    case 0x0002 -> "Microsoft ADPCM";
                    case 0x0011 -> "IMA ADPCM";
                    case 0x0031 -> "GSM 6.10";
                    case NMS_ADPCM -> "NMS ADPCM";
                    case 0x0040 -> "G.721 ADPCM";
                    case 0x0050, 0x0055 -> "MPEG audio";
                    default -> "a coding";
                };
        return String.format(
                Locale.ROOT, "%s of %d bits (format 0x%04x)%s", name, bits, tag, bigEndian ? ", big-endian" : "");
    }
}
