package io.github.metis8d.io.audio;

import io.github.metis8d.InvalidAudioException;
import io.github.metis8d.InvalidAudioException.Reason;
import io.github.metis8d.Metis8dEncoder;
import io.github.metis8d.MetisException;
import io.github.metis8d.loading.JavaCppMemory;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.function.IntConsumer;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.PointerScope;

/**
 * Files to 16 kHz mono samples: any container and codec that FFmpeg reads, recognised by content and not by name.
 *
 * <p>What {@code librosa.load(path, sr=16000, mono=True)} gives: integers divided by 2^(bits-1), channels averaged,
 * resampled by a windowed sinc, ceil(n * 16000 / rate) samples, no delay. What is damaged becomes silence where the rest
 * can be decoded, and is told of. Safe for use by many threads.
 *
 * <p>What a file takes in memory and time is bounded by the longest duration, whatever its header says. A file of that
 * takes about 10 MB of heap for each minute while it is decoded.
 */
public final class AudioDecoder {
    private static final System.Logger LOG = System.getLogger(AudioDecoder.class.getName());

    /** The longest audio that is decoded unless another limit is asked for. */
    public static final Duration DEFAULT_MAX_DURATION = Duration.ofHours(2);

    private final long maxSamples;
    private final boolean refusesDamaged;

    /**
     * A decoder that takes files of up to {@link #DEFAULT_MAX_DURATION}.
     *
     * @throws MetisException if FFmpeg cannot be loaded; the message says why and what to do
     */
    public AudioDecoder() {
        this(DEFAULT_MAX_DURATION);
    }

    /**
     * A decoder with a limit, so that a file that claims or unpacks to more does not fill the memory.
     *
     * @param maxDuration the longest audio, above 0 and at most 37 hours
     * @throws MetisException if FFmpeg cannot be loaded; the message says why and what to do
     */
    public AudioDecoder(Duration maxDuration) {
        this(maxDuration, false);
    }

    /**
     * A decoder with a limit, that may refuse what is damaged.
     *
     * @param maxDuration the longest audio, above 0 and at most 37 hours
     * @param refusesDamaged whether a file of which something is lost is an error
     * @throws MetisException if FFmpeg cannot be loaded; the message says why and what to do
     */
    public AudioDecoder(Duration maxDuration, boolean refusesDamaged) {
        this.refusesDamaged = refusesDamaged;
        this.maxSamples = maxDuration.toMillis() * Metis8dEncoder.SAMPLE_RATE / 1000;
        if (maxSamples < 1 || maxSamples > Integer.MAX_VALUE - (1 << 20)) {
            throw new IllegalArgumentException(
                    "the longest audio must be above 0 and at most 37 hours: " + maxDuration);
        }
        FfmpegLibrary.LIBRARY.load();
    }

    /**
     * Decodes one file. If some of it is lost, a warning is logged; {@link #read} says so in its answer instead.
     *
     * @param file any audio file, or a video's sound
     * @return 16 kHz mono samples, full scale ±1
     * @throws InvalidAudioException as {@link #read}
     * @throws MetisException as {@link #read}
     */
    public float[] decode(Path file) {
        DecodedAudio audio = read(file);
        if (audio.damaged()) {
            LOG.log(Level.WARNING, "{0} is damaged: {1}", file, audio.damage());
        }
        return audio.samples();
    }

    /**
     * Decodes one file, and says what of it is lost.
     *
     * @param file any audio file, or a video's sound
     * @return its samples, and what could not be decoded
     * @throws InvalidAudioException if the file is missing, unreadable, empty, not audio, damaged throughout, or longer
     *     than the limit; the message names it
     * @throws MetisException if JavaCPP was used before Metis and its memory limit is met
     */
    public DecodedAudio read(Path file) {
        return read(file, decoded -> {});
    }

    /**
     * Decodes one file as {@link #read(Path)}, and says how it grows.
     *
     * @param file any audio file, or a video's sound
     * @param decoded told, now and then, how many samples at 16 kHz there are so far; may let the caller wait
     * @return its samples, and what could not be decoded
     * @throws InvalidAudioException as {@link #read(Path)}
     */
    public DecodedAudio read(Path file, IntConsumer decoded) {
        checkReadable(file);
        try (PointerScope scope = new PointerScope();
                AudioStream stream = new AudioStream(file)) {
            return decode(stream, Files.size(file), decoded);
        } catch (UndecodableException e) {
            throw new InvalidAudioException(
                    e.reason(), file + " is no audio that can be decoded: " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new InvalidAudioException(
                    Reason.NOT_AUDIO, file + " is no audio that can be decoded: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new InvalidAudioException(Reason.UNREADABLE, file + " cannot be read: " + e, e);
        } catch (OutOfMemoryError e) {
            throw JavaCppMemory.exceeded(e)
                    .map(message -> new MetisException(file + " cannot be decoded: " + message, e))
                    .orElseThrow(() -> e);
        }
    }

    private DecodedAudio decode(AudioStream stream, long fileBytes, IntConsumer decoded)
            throws UndecodableException, IOException {
        ClipBuilder clip = new ClipBuilder(maxSamples, fileBytes, stream.packets());
        double silenced = 0;
        for (AVFrame frame = stream.next(); frame != null; frame = stream.next()) {
            silenced += clip.addSilence(stream.lostBefore());
            clip.add(frame);
            decoded.accept(clip.length());
        }
        float[] samples = clip.finish();
        Damage damage = stream.damage(clip.complete());
        damage.silenced(silenced);
        damage.missing(clip.missing());
        String lost = damage.toString();
        if (refusesDamaged && !lost.isEmpty()) {
            throw new UndecodableException(Reason.DAMAGED, "it is damaged, and such are refused: " + lost);
        }
        return new DecodedAudio(samples, lost, damage.lostSeconds());
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
