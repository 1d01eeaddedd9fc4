package io.github.metis8d.io;

import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_DBL;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_DBLP;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLT;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLTP;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_S16;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_S16P;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_S32;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_S32P;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_S64;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_S64P;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_U8;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_U8P;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;

/**
 * Decoded frames of any sample format as the mean of their channels, full scale ±1: integers are divided by 2^(bits-1),
 * the sum over the channels is made in float32, one after the other, as NumPy does.
 */
final class MonoMix {
    private float[] channelValues = new float[0];
    private float[] mono = new float[0];
    private short[] shorts = new short[0];
    private int[] ints = new int[0];

    /**
     * @return the mean over the channels, in the first {@code nb_samples} places, until the next call
     * @throws IllegalArgumentException if the format is none that holds samples
     */
    float[] mix(AVFrame frame) {
        int samples = frame.nb_samples();
        int channels = frame.ch_layout().nb_channels();
        int packed = packedFormat(frame.format());
        if (mono.length < samples) {
            mono = new float[samples];
        }
        if (packed != frame.format()) {
            for (int channel = 0; channel < channels; channel++) {
                read(frame.extended_data(channel), packed, samples);
                add(channel, 0, 1, samples);
            }
        } else {
            read(frame.extended_data(0), packed, Math.multiplyExact(samples, channels));
            for (int channel = 0; channel < channels; channel++) {
                add(channel, channel, channels, samples);
            }
        }
        if (channels > 1) {
            for (int i = 0; i < samples; i++) {
                mono[i] /= channels;
            }
        }
        return mono;
    }

    private void add(int channel, int offset, int stride, int samples) {
        if (channel == 0) {
            for (int i = 0; i < samples; i++) {
                mono[i] = channelValues[offset + i * stride];
            }
        } else {
            for (int i = 0; i < samples; i++) {
                mono[i] += channelValues[offset + i * stride];
            }
        }
    }

    private static int packedFormat(int format) {
        if (format == AV_SAMPLE_FMT_U8P) {
            return AV_SAMPLE_FMT_U8;
        } else if (format == AV_SAMPLE_FMT_S16P) {
            return AV_SAMPLE_FMT_S16;
        } else if (format == AV_SAMPLE_FMT_S32P) {
            return AV_SAMPLE_FMT_S32;
        } else if (format == AV_SAMPLE_FMT_S64P) {
            return AV_SAMPLE_FMT_S64;
        } else if (format == AV_SAMPLE_FMT_FLTP) {
            return AV_SAMPLE_FMT_FLT;
        } else if (format == AV_SAMPLE_FMT_DBLP) {
            return AV_SAMPLE_FMT_DBL;
        }
        return format;
    }

    private void read(BytePointer plane, int format, int count) {
        if (channelValues.length < count) {
            channelValues = new float[count];
        }
        switch (format) {
            case AV_SAMPLE_FMT_U8 -> readBytes(bytes(plane, count), count);
            case AV_SAMPLE_FMT_S16 -> readShorts(bytes(plane, 2L * count), count);
            case AV_SAMPLE_FMT_S32 -> readInts(bytes(plane, 4L * count), count);
            case AV_SAMPLE_FMT_S64 -> readLongs(bytes(plane, 8L * count), count);
            case AV_SAMPLE_FMT_FLT -> bytes(plane, 4L * count).asFloatBuffer().get(channelValues, 0, count);
            case AV_SAMPLE_FMT_DBL -> readDoubles(bytes(plane, 8L * count), count);
            default -> throw new IllegalArgumentException("sample format " + format + " is unknown");
        }
    }

    private static ByteBuffer bytes(BytePointer plane, long count) {
        return plane.capacity(count).asByteBuffer().order(ByteOrder.nativeOrder());
    }

    private void readBytes(ByteBuffer bytes, int count) {
        for (int i = 0; i < count; i++) {
            channelValues[i] = ((bytes.get(i) & 0xff) - 128) * (1f / (1 << 7));
        }
    }

    private void readShorts(ByteBuffer bytes, int count) {
        if (shorts.length < count) {
            shorts = new short[count];
        }
        bytes.asShortBuffer().get(shorts, 0, count);
        for (int i = 0; i < count; i++) {
            channelValues[i] = shorts[i] * (1f / (1 << 15));
        }
    }

    private void readInts(ByteBuffer bytes, int count) {
        if (ints.length < count) {
            ints = new int[count];
        }
        bytes.asIntBuffer().get(ints, 0, count);
        for (int i = 0; i < count; i++) {
            channelValues[i] = ints[i] * (1f / (1L << 31));
        }
    }

    private void readLongs(ByteBuffer bytes, int count) {
        for (int i = 0; i < count; i++) {
            channelValues[i] = (float) (bytes.getLong(8 * i) * 0x1p-63);
        }
    }

    private void readDoubles(ByteBuffer bytes, int count) {
        for (int i = 0; i < count; i++) {
            channelValues[i] = (float) bytes.getDouble(8 * i);
        }
    }
}
