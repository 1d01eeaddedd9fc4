package io.github.metis8d.io.latents;

import io.github.metis8d.Latents;
import io.github.metis8d.io.files.WholeFile;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One file with one entry after the other.
 *
 * @param format how they are written
 */
record EntryFile(EntryFormat format) implements EntryStore {
    @Override
    public boolean exists(Path file) {
        return Files.exists(file);
    }

    @Override
    public WholeEntries whole(Path file) throws IOException {
        return format.whole(file);
    }

    @Override
    public LatentWriter behind(Path file, WholeEntries whole) throws IOException {
        FileChannel channel = WholeFile.openBehind(file, whole.length());
        return new Writer(
                channel,
                format.writer(Channels.newOutputStream(channel), whole.keys().isEmpty()));
    }

    @Override
    public void cut(Path file, WholeEntries whole) throws IOException {
        WholeFile.openBehind(file, whole.length()).close();
    }

    @Override
    public void move(Path from, Path to) throws IOException {
        WholeFile.move(from, to);
    }

    @Override
    public void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
    }

    @Override
    public void settle(Path file) {
        // A file takes another's place in one step.
    }

    @Override
    public void list(Path output) {
        // What it holds is in it.
    }

    @Override
    public void unlist(Path output) {
        // as above
    }

    private record Writer(FileChannel channel, LatentWriter entries) implements LatentWriter {
        @Override
        public void write(String key, Latents latents) throws IOException {
            entries.write(key, latents);
        }

        @Override
        public void flush() throws IOException {
            entries.flush();
            channel.force(false);
        }

        @Override
        public void finish() throws IOException {
            entries.finish();
            channel.force(true);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
