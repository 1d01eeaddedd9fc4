package io.github.metis8d.io.job;

import io.github.metis8d.io.audio.DecodedAudio;
import io.github.metis8d.io.latents.SourceStamp;
import java.util.function.IntConsumer;

/** Where an {@link ExtractionJob} gets the audio of its files; asked by several threads at a time. */
@FunctionalInterface
public interface AudioSource {
    /**
     * Decodes one file.
     *
     * @param key the file
     * @param decoded is to be told, now and then, how many samples at 16 kHz there are so far; it lets the caller wait
     *     while the job holds as much as it may
     * @return its samples, and what of it is lost
     * @throws io.github.metis8d.MetisException if it cannot be decoded
     */
    DecodedAudio decode(String key, IntConsumer decoded);

    /**
     * Looks at a file, before it is decoded.
     *
     * @param key the file
     * @return what it is, or null if that is not known
     */
    default SourceStamp stamp(String key) {
        return null;
    }
}
