package io.github.metis8d.io;

import io.github.metis8d.InvalidAudioException;
import io.github.metis8d.InvalidAudioException.Reason;
import io.github.metis8d.Metis8dEncoder;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.PointerScope;

/**
 * Files to 16 kHz mono samples: any container and codec that FFmpeg reads, recognised by content and not by name.
 *
 * <p>What {@code librosa.load(path, sr=16000, mono=True)} gives: integers divided by 2^(bits-1), channels averaged,
 * resampled by a windowed sinc, ceil(n * 16000 / rate) samples, no delay. Damaged packets are skipped where the rest can
 * be decoded. Safe for use by many threads.
 *
 * <p>What a file takes in memory and time is bounded by its size, whatever its header says: audio that unpacks to more
 * than 16 million samples, and to more than 256 for each byte, is refused as a bomb of silence. A file of the longest
 * duration takes about 10 MB of heap for each minute while it is decoded.
 */
public final class AudioDecoder {
    /** The longest audio that is decoded unless another limit is asked for. */
    public static final Duration DEFAULT_MAX_DURATION = Duration.ofHours(2);

    /** Slower and faster audio than this is a damaged header. */
    private static final int MIN_RATE = 1000;

    private static final int MAX_RATE = 768_000;

    /** Samples, of all channels together, that every file may unpack to. */
    private static final long UNPACKED_ALWAYS = 1L << 24;
    /** Samples for each byte of a larger one: twice what the sparsest codecs of speech have. */
    private static final long UNPACKED_PER_BYTE = 256;

    private final long maxSamples;
    private final Duration maxDuration;

    /** A decoder that takes files of up to {@link #DEFAULT_MAX_DURATION}. */
    public AudioDecoder() {
        this(DEFAULT_MAX_DURATION);
    }

    /**
     * A decoder with a limit, so that a file that claims or unpacks to more does not fill the memory.
     *
     * @param maxDuration the longest audio, above 0 and at most 37 hours
     */
    public AudioDecoder(Duration maxDuration) {
        this.maxDuration = maxDuration;
        this.maxSamples = maxDuration.toMillis() * Metis8dEncoder.SAMPLE_RATE / 1000;
        if (maxSamples < 1 || maxSamples > Integer.MAX_VALUE - (1 << 20)) {
            throw new IllegalArgumentException(
                    "the longest audio must be above 0 and at most 37 hours: " + maxDuration);
        }
    }

    /**
     * Decodes one file.
     *
     * @param file any audio file, or a video's sound
     * @return 16 kHz mono samples, full scale ±1
     * @throws InvalidAudioException if the file is missing, unreadable, empty, not audio, damaged throughout, or longer
     *     than the limit, or unpacks to more than so small a file can hold; the message names it
     */
    public float[] decode(Path file) {
        checkReadable(file);
        try (PointerScope scope = new PointerScope();
                AudioStream stream = new AudioStream(file)) {
            return decode(stream, Math.max(UNPACKED_ALWAYS, UNPACKED_PER_BYTE * Files.size(file)));
        } catch (UndecodableException e) {
            throw new InvalidAudioException(
                    e.reason(), file + " is no audio that can be decoded: " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new InvalidAudioException(
                    Reason.NOT_AUDIO, file + " is no audio that can be decoded: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new InvalidAudioException(Reason.UNREADABLE, file + " cannot be read: " + e, e);
        }
    }

    /** @param maxUnpacked the most samples, before and after resampling */
    private float[] decode(AudioStream stream, long maxUnpacked) throws UndecodableException {
        MonoMix mix = new MonoMix();
        Resampler resampler = null;
        int rate = 0;
        long unpacked = 0;
        for (AVFrame frame = stream.next(); frame != null; frame = stream.next()) {
            if (resampler == null) {
                rate = frame.sample_rate();
                if (rate < MIN_RATE || rate > MAX_RATE) {
                    throw new UndecodableException("it claims a sampling rate of " + rate + " Hz");
                }
                resampler = new Resampler(rate);
            } else if (frame.sample_rate() != rate) {
                throw new UndecodableException("its sampling rate changes from " + rate + " to " + frame.sample_rate()
                        + " Hz; convert it to one rate");
            }
            resampler.accept(mix.mix(frame), frame.nb_samples());
            if (resampler.length() > maxSamples) {
                throw new UndecodableException(
                        Reason.TOO_LONG,
                        "it is longer than " + maxDuration.toMinutes()
                                + " minutes, the longest that is decoded; cut it into parts");
            }
            unpacked += (long) frame.nb_samples() * frame.ch_layout().nb_channels();
            if (Math.max(unpacked, resampler.length()) > maxUnpacked) {
                throw new UndecodableException(
                        Reason.TOO_LONG,
                        "it unpacks to more than " + maxUnpacked
                                + " samples, which is more than a recording of its size holds");
            }
        }
        if (resampler == null) {
            throw new UndecodableException(Reason.EMPTY, "it holds no sample");
        }
        return resampler.finish();
    }

    private static void checkReadable(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            if (!attributes.isRegularFile()) {
                throw new InvalidAudioException(Reason.UNREADABLE, file + " is not a file");
            }
            if (!Files.isReadable(file)) {
                throw new InvalidAudioException(Reason.UNREADABLE, file + " cannot be read; check its permissions");
            }
            if (attributes.size() == 0) {
                throw new InvalidAudioException(Reason.EMPTY, file + " is empty");
            }
        } catch (NoSuchFileException e) {
            throw new InvalidAudioException(Reason.MISSING, "there is no file " + file, e);
        } catch (AccessDeniedException e) {
            throw new InvalidAudioException(
                    Reason.UNREADABLE, file + " cannot be read; check the permissions of its folders", e);
        } catch (IOException e) {
            throw new InvalidAudioException(Reason.UNREADABLE, file + " cannot be read: " + e, e);
        }
    }
}
