package io.github.metis8d.spark;

import io.github.metis8d.InvalidAudioException;
import io.github.metis8d.InvalidAudioException.Reason;
import io.github.metis8d.io.audio.AudioBytes;
import io.github.metis8d.io.audio.AudioDecoder;
import io.github.metis8d.io.audio.DecodedAudio;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.function.IntConsumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A file that is to be encoded.
 *
 * @param path as it went in; null if the row had none
 * @param held how many of its bytes are in memory until it is decoded
 * @param reader decodes it
 */
record AudioFile(String path, int held, Reader reader) {
    /** How a file is decoded; on any thread. */
    interface Reader {
        /** @throws InvalidAudioException if it cannot be */
        DecodedAudio read(AudioDecoder decoder, IntConsumer decoded);
    }

    /** @param content all of the file; null if the row had none */
    static AudioFile inMemory(String path, byte[] content) {
        if (content == null) {
            return new AudioFile(path, 0, (decoder, decoded) -> {
                throw new InvalidAudioException(Reason.MISSING, path + " has no content: it is null");
            });
        }
        AudioBytes bytes = AudioBytes.of(String.valueOf(path), content);
        return new AudioFile(path, content.length, (decoder, decoded) -> decoder.read(bytes, decoded));
    }

    /** A file in any store that Spark can read. */
    static AudioFile stored(String path, Configuration hadoop) {
        if (path == null) {
            return new AudioFile(null, 0, (decoder, decoded) -> {
                throw new InvalidAudioException(Reason.MISSING, "a row has no path: it is null");
            });
        }
        return new AudioFile(path, 0, (decoder, decoded) -> {
            try {
                return read(path, hadoop, decoder, decoded);
            } catch (FileNotFoundException e) {
                throw new InvalidAudioException(Reason.MISSING, path + " does not exist", e);
            } catch (IOException | IllegalArgumentException e) {
                throw new InvalidAudioException(Reason.UNREADABLE, path + " cannot be read: " + e, e);
            }
        });
    }

    private static DecodedAudio read(String path, Configuration hadoop, AudioDecoder decoder, IntConsumer decoded)
            throws IOException {
        Path file = new Path(path);
        FileSystem store = file.getFileSystem(hadoop);
        if (store instanceof LocalFileSystem local) {
            // Without Hadoop's own checksums in between, and with errors as the command has them.
            return decoder.read(local.pathToFile(file).toPath(), decoded);
        }
        long length = store.getFileStatus(file).getLen();
        try (FSDataInputStream in = store.open(file)) {
            return decoder.read(AudioBytes.of(path, new StoreChannel(in, length)), decoded);
        }
    }
}
