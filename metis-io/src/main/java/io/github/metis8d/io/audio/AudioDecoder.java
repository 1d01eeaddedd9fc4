package io.github.metis8d.io.audio;

import io.github.metis8d.InvalidAudioException;
import io.github.metis8d.InvalidAudioException.Reason;
import io.github.metis8d.Metis8dEncoder;
import io.github.metis8d.MetisException;
import io.github.metis8d.loading.JavaCppMemory;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.IntConsumer;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.PointerScope;

/**
 * Files to 16 kHz mono samples, from disk, memory, channels and streams ({@link AudioBytes}): any container and codec that FFmpeg reads, recognised by content and not by name.
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
     * @throws InvalidAudioException as {@link #read(AudioBytes)}
     * @throws MetisException as {@link #read(AudioBytes)}
     */
    public float[] decode(Path file) {
        return decode(AudioBytes.of(file));
    }

    /**
     * Decodes one file, wherever its bytes are. If some of it is lost, a warning is logged; {@link #read} says so in its
     * answer instead.
     *
     * @param file any audio file, or a video's sound
     * @return 16 kHz mono samples, full scale ±1
     * @throws InvalidAudioException as {@link #read(AudioBytes)}
     * @throws MetisException as {@link #read(AudioBytes)}
     */
    public float[] decode(AudioBytes file) {
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
     * @throws InvalidAudioException as {@link #read(AudioBytes)}
     * @throws MetisException as {@link #read(AudioBytes)}
     */
    public DecodedAudio read(Path file) {
        return read(AudioBytes.of(file));
    }

    /**
     * Decodes one file, wherever its bytes are, and says what of it is lost.
     *
     * @param file any audio file, or a video's sound
     * @return its samples, and what could not be decoded
     * @throws InvalidAudioException if the file is missing, unreadable, empty, not audio, damaged throughout, or longer
     *     than the limit; the message names it
     * @throws MetisException if JavaCPP was used before Metis and its memory limit is met
     */
    public DecodedAudio read(AudioBytes file) {
        return read(file, decoded -> {});
    }

    /**
     * Decodes one file as {@link #read(AudioBytes)}, and says how it grows.
     *
     * @param file any audio file, or a video's sound
     * @param decoded told, now and then, how many samples at 16 kHz there are so far; may let the caller wait
     * @return its samples, and what could not be decoded
     * @throws InvalidAudioException as {@link #read(AudioBytes)}
     * @throws MetisException as {@link #read(AudioBytes)}
     */
    public DecodedAudio read(Path file, IntConsumer decoded) {
        return read(AudioBytes.of(file), decoded);
    }

    /**
     * Decodes one file, wherever its bytes are, as {@link #read(AudioBytes)}, and says how it grows.
     *
     * @param file any audio file, or a video's sound
     * @param decoded told, now and then, how many samples at 16 kHz there are so far; may let the caller wait
     * @return its samples, and what could not be decoded
     * @throws InvalidAudioException as {@link #read(AudioBytes)}
     * @throws MetisException as {@link #read(AudioBytes)}
     */
    public DecodedAudio read(AudioBytes file, IntConsumer decoded) {
        try (PointerScope scope = new PointerScope();
                ByteSource bytes = open(file);
                AudioStream stream = new AudioStream(bytes)) {
            return decode(stream, bytes, decoded);
        } catch (UndecodableException e) {
            throw new InvalidAudioException(
                    e.reason(), file + " is no audio that can be decoded: " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new InvalidAudioException(
                    Reason.NOT_AUDIO, file + " is no audio that can be decoded: " + e.getMessage(), e);
        } catch (IOException e) {
            Throwable cause = e instanceof SourceFailedException ? e.getCause() : e;
            throw new InvalidAudioException(Reason.UNREADABLE, file + " cannot be read: " + cause, cause);
        } catch (OutOfMemoryError e) {
            throw JavaCppMemory.exceeded(e)
                    .map(message -> new MetisException(file + " cannot be decoded: " + message, e))
                    .orElseThrow(() -> e);
        }
    }

    private static ByteSource open(AudioBytes file) throws IOException {
        ByteSource bytes = file.open();
        try {
            if (!bytes.bytes(0, 1).hasRemaining()) {
                throw new InvalidAudioException(Reason.EMPTY, file + " is empty");
            }
            return bytes;
        } catch (IOException | RuntimeException | Error e) {
            bytes.close();
            throw e;
        }
    }

    private DecodedAudio decode(AudioStream stream, ByteSource file, IntConsumer decoded) throws IOException {
        ClipBuilder clip = new ClipBuilder(maxSamples, file, stream.packets());
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
}
