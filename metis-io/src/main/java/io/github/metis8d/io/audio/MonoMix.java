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
import java.util.Arrays;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;

/**
 * Decoded frames of any sample format as the mean of their channels, full scale ±1: integers are divided by 2^(bits-1),
 * the sum over the channels is made in float32, one after the other, as NumPy does.
 */
final class MonoMix {
    private float[] mono = new float[0];
    private short[] shorts = new short[0];
    private int[] ints = new int[0];
    private float[] floats = new float[0];

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
        Arrays.fill(mono, 0, samples, 0);
        if (packed != format) {
            for (int channel = 0; channel < channels; channel++) {
                add(frame.extended_data(channel), packed, samples, 1);
            }
        } else {
            add(frame.extended_data(0), packed, samples, channels);
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

    /** Adds a plane, in which the channels take turns. */
    private void add(BytePointer plane, int format, int samples, int channels) {
        int count = Math.multiplyExact(samples, channels);
        switch (format) {
            case AV_SAMPLE_FMT_U8 -> addBytes(bytes(plane, count), samples, channels);
            case AV_SAMPLE_FMT_S16 -> addShorts(bytes(plane, 2L * count), samples, channels);
            case AV_SAMPLE_FMT_S32 -> addInts(bytes(plane, 4L * count), samples, channels);
            case AV_SAMPLE_FMT_S64 -> addLongs(bytes(plane, 8L * count), samples, channels);
            case AV_SAMPLE_FMT_FLT -> addFloats(bytes(plane, 4L * count), samples, channels);
            case AV_SAMPLE_FMT_DBL -> addDoubles(bytes(plane, 8L * count), samples, channels);
            default -> throw new IllegalArgumentException("sample format " + format + " is unknown");
        }
    }

    private static ByteBuffer bytes(BytePointer plane, long count) {
        return plane.capacity(count).asByteBuffer().order(ByteOrder.nativeOrder());
    }

    private void addBytes(ByteBuffer bytes, int samples, int channels) {
        for (int channel = 0; channel < channels; channel++) {
            for (int i = 0, from = channel; i < samples; i++, from += channels) {
                mono[i] += ((bytes.get(from) & 0xff) - 128) * (1f / (1 << 7));
            }
        }
    }

    private void addShorts(ByteBuffer bytes, int samples, int channels) {
        int count = samples * channels;
        if (shorts.length < count) {
            shorts = new short[count];
        }
        bytes.asShortBuffer().get(shorts, 0, count);
        for (int channel = 0; channel < channels; channel++) {
            for (int i = 0, from = channel; i < samples; i++, from += channels) {
                mono[i] += shorts[from] * (1f / (1 << 15));
            }
        }
    }

    private void addInts(ByteBuffer bytes, int samples, int channels) {
        int count = samples * channels;
        if (ints.length < count) {
            ints = new int[count];
        }
        bytes.asIntBuffer().get(ints, 0, count);
        for (int channel = 0; channel < channels; channel++) {
            for (int i = 0, from = channel; i < samples; i++, from += channels) {
                mono[i] += ints[from] * (1f / (1L << 31));
            }
        }
    }

    private void addLongs(ByteBuffer bytes, int samples, int channels) {
        for (int channel = 0; channel < channels; channel++) {
            for (int i = 0, from = channel; i < samples; i++, from += channels) {
                mono[i] += (float) (bytes.getLong(8 * from) * 0x1p-63);
            }
        }
    }

    private void addFloats(ByteBuffer bytes, int samples, int channels) {
        int count = samples * channels;
        if (floats.length < count) {
            floats = new float[count];
        }
        bytes.asFloatBuffer().get(floats, 0, count);
        for (int channel = 0; channel < channels; channel++) {
            for (int i = 0, from = channel; i < samples; i++, from += channels) {
                mono[i] += floats[from];
            }
        }
    }

    private void addDoubles(ByteBuffer bytes, int samples, int channels) {
        for (int channel = 0; channel < channels; channel++) {
            for (int i = 0, from = channel; i < samples; i++, from += channels) {
                mono[i] += (float) bytes.getDouble(8 * from);
            }
        }
    }
}
