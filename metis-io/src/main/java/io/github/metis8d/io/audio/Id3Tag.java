package io.github.metis8d.io.audio;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * ID3v2 tags before the audio. FFmpeg looks for it in the first megabyte of a file, which a cover picture can fill.
 */
final class Id3Tag {
    private static final int HEADER = 10;
    private static final int HAS_FOOTER = 0x10;

    private Id3Tag() {}

    /** {@return the place behind all tags at the start of a file} */
    static long end(ByteSource file) throws IOException {
        long at = 0;
        while (true) {
            ByteBuffer header = ByteBuffer.allocate(HEADER);
            file.read(header, at);
            long size = header.position() < HEADER ? 0 : size(header);
            if (size == 0 || !file.bytes(at + size, 1).hasRemaining()) {
                return at;
            }
            at += size;
        }
    }

    /** @return the bytes of the tag, or 0 if there is none */
    private static long size(ByteBuffer header) {
        boolean tag = header.get(0) == 'I' && header.get(1) == 'D' && header.get(2) == '3' && header.get(3) != -1;
        long size = 0;
        for (int i = 6; i < HEADER; i++) {
            tag &= header.get(i) >= 0;
            size = size << 7 | header.get(i);
        }
        return tag ? HEADER + size + ((header.get(5) & HAS_FOOTER) != 0 ? HEADER : 0) : 0;
    }
}
