package io.github.metis8d.io.job;

import io.github.metis8d.io.audio.AudioDecoder;
import io.github.metis8d.io.audio.DecodedAudio;
import io.github.metis8d.io.latents.SourceStamp;
import java.io.IOException;
import java.util.function.IntConsumer;

/**
 * The audio of a tree of files.
 *
 * @param tree the files
 * @param decoder decodes them
 */
public record TreeSource(AudioTree tree, AudioDecoder decoder) implements AudioSource {
    @Override
    public DecodedAudio decode(String key, IntConsumer decoded) {
        return decoder.read(tree.file(key), decoded);
    }

    @Override
    public SourceStamp stamp(String key) {
        try {
            return SourceStamp.of(tree.file(key));
        } catch (IOException e) {
            return null; // Decoding it tells why.
        }
    }
}
