package io.github.metis8d.io.audio;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** In what a decoder is given a file. All are to have the same samples and the same errors. */
enum Given {
    FILE {
        @Override
        AudioBytes bytes(Path file) {
            return AudioBytes.of(file);
        }
    },
    ARRAY {
        @Override
        AudioBytes bytes(Path file) {
            return AudioBytes.of(file.toString(), content(file));
        }
    },
    BUFFER {
        @Override
        AudioBytes bytes(Path file) {
            byte[] content = content(file);
            ByteBuffer buffer = ByteBuffer.allocateDirect(content.length + 20);
            buffer.position(13).put(content).flip().position(13);
            return AudioBytes.of(file.toString(), buffer.asReadOnlyBuffer());
        }
    },
    CHANNEL {
        @Override
        AudioBytes bytes(Path file) {
            return AudioBytes.of(file.toString(), new HesitantChannel(content(file), 7));
        }
    },
    STREAM {
        @Override
        AudioBytes bytes(Path file) {
            return AudioBytes.of(file.toString(), new HesitantStream(content(file)));
        }
    };

    /** An {@link AudioDecoder} that is given files in one way. */
    record Decoder(Given given, AudioDecoder decoder) {
        float[] decode(Path file) {
            return decoder.decode(given.bytes(file));
        }

        DecodedAudio read(Path file) {
            return decoder.read(given.bytes(file));
        }
    }

    /** What a decoder is to be given in place of a path. */
    abstract AudioBytes bytes(Path file);

    Decoder decoder(AudioDecoder decoder) {
        return new Decoder(this, decoder);
    }

    private static byte[] content(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A stream that gives less than it is asked for, or nothing. */
    static final class HesitantStream extends InputStream {
        private final ByteArrayInputStream bytes;
        private int reads;

        HesitantStream(byte[] bytes) {
            this.bytes = new ByteArrayInputStream(bytes);
        }

        @Override
        public int read() {
            return bytes.read();
        }

        @Override
        public int read(byte[] to, int from, int count) {
            reads++;
            return reads % 3 == 0 ? 0 : bytes.read(to, from, Math.min(count, 1 + reads * 37 % 5000));
        }
    }

    /** A channel that gives less than it is asked for, or nothing, and is in the midst of what is there. */
    static class HesitantChannel implements SeekableByteChannel {
        private final ByteBuffer bytes;
        private int reads;
        private boolean open = true;

        /** @param before so many bytes come before those */
        HesitantChannel(byte[] bytes, int before) {
            this.bytes = ByteBuffer.allocate(before + bytes.length);
            this.bytes.position(before).put(bytes).position(before);
        }

        @Override
        public int read(ByteBuffer to) {
            reads++;
            if (!bytes.hasRemaining() || reads % 3 == 0) {
                return bytes.hasRemaining() ? 0 : -1;
            }
            int count = Math.min(Math.min(to.remaining(), bytes.remaining()), 1 + reads * 37 % 5000);
            to.put(bytes.slice().limit(count));
            bytes.position(bytes.position() + count);
            return count;
        }

        @Override
        public long position() {
            return bytes.position();
        }

        @Override
        public SeekableByteChannel position(long position) {
            bytes.position((int) Math.min(position, bytes.limit()));
            return this;
        }

        @Override
        public long size() {
            return bytes.limit();
        }

        @Override
        public boolean isOpen() {
            return open;
        }

        @Override
        public void close() {
            open = false;
        }

        @Override
        public int write(ByteBuffer from) {
            throw new UnsupportedOperationException();
        }

        @Override
        public SeekableByteChannel truncate(long size) {
            throw new UnsupportedOperationException();
        }
    }
}
