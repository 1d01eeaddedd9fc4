package io.github.metis8d.io.audio;

import io.github.metis8d.InvalidAudioException.Reason;
import java.io.IOException;
import java.util.Arrays;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/** Decoded frames to one clip of 16 kHz mono, within limits of length, rate and size. */
final class ClipBuilder {
    /** Slower and faster audio than this is a damaged header. */
    private static final int MIN_RATE = 1000;

    private static final int MAX_RATE = 768_000;

    /** Samples a second, of all channels together, that any recording may have: 8 channels at 192 kHz. */
    private static final long MAX_DENSITY = 8 * 192_000;
    /** With more of them, samples for each byte of the file: twice what the sparsest codecs of speech have. */
    private static final long DENSE_PER_BYTE = 256;

    /** Samples that an encoder may fill its last frames up with: three frames of MPEG audio. */
    private static final int MAX_PADDING = 3 * 1152;

    private final long maxSamples;
    private final ByteSource file;
    /** Of each channel, before resampling. */
    private final long promised;

    private final long expected;
    private final double leastSeconds;

    private final MonoMix mix = new MonoMix();
    private final float[] beyond = new float[MAX_PADDING];
    private Resampler resampler;
    private int rate;
    private int channels;
    private long taken;
    private int beyondLength;
    private boolean keepAll;

    /**
     * @param maxSamples at 16 kHz
     * @param file where the packets are from
     * @param packets what it says of itself
     */
    ClipBuilder(long maxSamples, ByteSource file, PacketSource packets) {
        this.maxSamples = maxSamples;
        this.file = file;
        this.promised = packets.promisedSamples();
        this.expected = packets.expectedSamples();
        this.leastSeconds = packets.leastSeconds();
        this.keepAll = promised < 0;
    }

    /**
     * Takes a frame.
     *
     * @throws UndecodableException if it goes beyond a limit, or its rate is not that of the frames before
     * @throws IOException if the size of the file cannot be told
     */
    void add(AVFrame frame) throws IOException {
        start(frame.sample_rate());
        int count = frame.nb_samples();
        channels = Math.max(channels, frame.ch_layout().nb_channels());
        add(mix.mix(frame), count);
        if ((long) rate * channels > MAX_DENSITY && (taken + beyondLength) * channels > DENSE_PER_BYTE * file.size()) {
            throw new UndecodableException(
                    Reason.TOO_LONG,
                    "it claims " + channels + " channels at " + rate + " Hz, and unpacks to more than " + DENSE_PER_BYTE
                            + " samples for each of its bytes, which is no recording");
        }
    }

    /**
     * Puts silence in the place of what was lost.
     *
     * @return how much of it, in seconds: none where nothing was decoded before, or more than the file can have lost
     */
    double addSilence(double seconds) throws UndecodableException {
        long count = Math.round(seconds * rate);
        if (resampler == null || count <= 0 || promised >= 0 && taken + count > promised) {
            return 0;
        }
        float[] zeros = new float[(int) Math.min(count, 4096)];
        for (long left = count; left > 0; left -= zeros.length) {
            add(zeros, (int) Math.min(left, zeros.length));
        }
        return (double) count / rate;
    }

    private void start(int frameRate) throws UndecodableException {
        if (resampler == null) {
            rate = frameRate;
            if (rate < MIN_RATE || rate > MAX_RATE) {
                throw new UndecodableException("it claims a sampling rate of " + rate + " Hz");
            }
            resampler = new Resampler(rate);
            resampler.expect(expected);
        } else if (frameRate != rate) {
            throw new UndecodableException(
                    "its sampling rate changes from " + rate + " to " + frameRate + " Hz; convert it to one rate");
        }
    }

    /** What the encoder filled up at the end is dropped, but not if so much follows that it is more audio. */
    private void add(float[] samples, int count) throws UndecodableException {
        int within = keepAll ? count : (int) Math.min(count, Math.max(0, promised - taken));
        accept(samples, within);
        int more = count - within;
        if (beyondLength + more > beyond.length) {
            keepAll = true;
            accept(beyond, beyondLength);
            accept(Arrays.copyOfRange(samples, within, count), more);
            beyondLength = 0;
        } else if (more > 0) {
            System.arraycopy(samples, within, beyond, beyondLength, more);
            beyondLength += more;
        }
    }

    private void accept(float[] samples, int count) throws UndecodableException {
        resampler.accept(samples, count);
        taken += count;
        if (resampler.length() > maxSamples) {
            throw new UndecodableException(
                    Reason.TOO_LONG,
                    "it is longer than " + maxSamples / (60 * 16_000)
                            + " minutes, the longest that is decoded; cut it into parts");
        }
    }

    /** {@return samples at 16 kHz so far} */
    int length() {
        return resampler == null ? 0 : resampler.length();
    }

    /** {@return whether all is there that the file tells of} */
    boolean complete() {
        return promised >= 0 && taken >= promised;
    }

    /** {@return seconds that the file should have, and does not} */
    double missing() {
        return rate == 0 ? 0 : Math.max(0, leastSeconds - (double) taken / rate);
    }

    /** {@return the samples; to be called once, at the end} */
    float[] finish() throws UndecodableException {
        if (resampler == null) {
            throw new UndecodableException(Reason.EMPTY, "it holds no sample");
        }
        return resampler.finish();
    }
}
