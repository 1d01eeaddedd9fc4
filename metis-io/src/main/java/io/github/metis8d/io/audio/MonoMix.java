package io.github.metis8d.io.audio;

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
    private float[] mono = new float[0];
    private float[] values = new float[0];
    private short[] shorts = new short[0];
    private int[] ints = new int[0];

    /**
     * @return the mean over the channels, in the first {@code nb_samples} places, until the next call
     * @throws IllegalArgumentException if the format is none that holds samples
     */
    float[] mix(AVFrame frame) {
        int samples = frame.nb_samples();
        int channels = frame.ch_layout().nb_channels();
        int format = frame.format();
        int packed = packedFormat(format);
        if (mono.length < samples) {
            mono = new float[samples];
        }
        if (packed != format) {
            for (int channel = 0; channel < channels; channel++) {
                convert(frame.extended_data(channel), packed, samples);
                add(samples, 0, 1, channel == 0);
            }
        } else {
            convert(frame.extended_data(0), packed, Math.multiplyExact(samples, channels));
            for (int channel = 0; channel < channels; channel++) {
                add(samples, channel, channels, channel == 0);
            }
        }
        if (channels > 1) {
            for (int i = 0; i < samples; i++) {
                mono[i] /= channels;
            }
        }
        return mono;
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

    /** Adds one channel of the values to the sums, which begin with the first. */
    private void add(int samples, int channel, int channels, boolean first) {
        if (first) {
            for (int i = 0, from = channel; i < samples; i++, from += channels) {
                mono[i] = 0 + values[from]; // A sum that began with zero is never a negative zero.
            }
            return;
        }
        for (int i = 0, from = channel; i < samples; i++, from += channels) {
            mono[i] += values[from];
        }
    }

    /** Fills the values from a plane's samples, full scale ±1. */
    private void convert(BytePointer plane, int format, int count) {
        if (values.length < count) {
            values = new float[count];
        }
        switch (format) {
            case AV_SAMPLE_FMT_U8 -> convertBytes(bytes(plane, count), count);
            case AV_SAMPLE_FMT_S16 -> convertShorts(bytes(plane, 2L * count), count);
            case AV_SAMPLE_FMT_S32 -> convertInts(bytes(plane, 4L * count), count);
            case AV_SAMPLE_FMT_S64 -> convertLongs(bytes(plane, 8L * count), count);
            case AV_SAMPLE_FMT_FLT -> bytes(plane, 4L * count).asFloatBuffer().get(values, 0, count);
            case AV_SAMPLE_FMT_DBL -> convertDoubles(bytes(plane, 8L * count), count);
            default -> throw new IllegalArgumentException("sample format " + format + " is unknown");
        }
    }

    private static ByteBuffer bytes(BytePointer plane, long count) {
        return plane.capacity(count).asByteBuffer().order(ByteOrder.nativeOrder());
    }

    private void convertBytes(ByteBuffer bytes, int count) {
        for (int i = 0; i < count; i++) {
            values[i] = ((bytes.get(i) & 0xff) - 128) * (1f / (1 << 7));
        }
    }

    private void convertShorts(ByteBuffer bytes, int count) {
        if (shorts.length < count) {
            shorts = new short[count];
        }
        bytes.asShortBuffer().get(shorts, 0, count);
        for (int i = 0; i < count; i++) {
            values[i] = shorts[i] * (1f / (1 << 15));
        }
    }

    private void convertInts(ByteBuffer bytes, int count) {
        if (ints.length < count) {
            ints = new int[count];
        }
        bytes.asIntBuffer().get(ints, 0, count);
        for (int i = 0; i < count; i++) {
            values[i] = ints[i] * (1f / (1L << 31));
        }
    }

    private void convertLongs(ByteBuffer bytes, int count) {
        for (int i = 0; i < count; i++) {
            values[i] = (float) (bytes.getLong(8 * i) * 0x1p-63);
        }
    }

    private void convertDoubles(ByteBuffer bytes, int count) {
        for (int i = 0; i < count; i++) {
            values[i] = (float) bytes.getDouble(8 * i);
        }
    }
}
