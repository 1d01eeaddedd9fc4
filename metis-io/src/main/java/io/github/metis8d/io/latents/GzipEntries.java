package io.github.metis8d.io.latents;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Another format, compressed. Every flush ends a member of the gzip file, so that the file can be cut off behind any of
 * them; one member after the other is a valid gzip file.
 */
final class GzipEntries implements EntryFormat {
    /** As the JDK writes it: magic number, deflate, no name, no time, any system. */
    private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};

    private static final int TRAILER_BYTES = 8;

    private final EntryFormat text;

    GzipEntries(EntryFormat text) {
        this.text = text;
    }

    @Override
    public LatentWriter writer(OutputStream out, boolean first) {
        return text.writer(new GzipMembers(out), first);
    }

    @Override
    public EntryScan scan(Path file) {
        return text.scan(file);
    }

    @Override
    public WholeEntries whole(Path file) throws IOException {
        EntryScan scan = scan(file);
        WholeEntries entries = WholeEntries.NONE;
        int count = 0;
        long length = 0;
        long position = 0;
        try (InputStream opened = Files.newInputStream(file);
                PushbackInputStream in = new PushbackInputStream(opened, 1 << 16)) {
            while (true) {
                long member = member(in, scan, file, position);
                position += member;
                entries = scan.result();
                if (entries.length() == scan.position()) {
                    count = entries.keys().size();
                    length = position;
                }
            }
        } catch (EOFException | DataFormatException e) {
            // The end, or a member that is torn; its entries are dropped.
            Set<String> keys =
                    entries.keys().stream().limit(count).collect(Collectors.toCollection(LinkedHashSet::new));
            return new WholeEntries(keys, length);
        }
    }

    /** Feeds one member to a scan, and tells its compressed length. What a torn one held is never accepted. */
    private static long member(PushbackInputStream in, EntryScan scan, Path file, long position)
            throws IOException, DataFormatException {
        DataInputStream data = new DataInputStream(in);
        byte[] header = new byte[HEADER.length];
        data.readFully(header);
        int wrong = Arrays.mismatch(HEADER, header);
        if (wrong >= 0) {
            // Zeros are a block that did not reach the disk.
            if (position == 0 && header[wrong] != 0) {
                throw EntryFormat.foreign(file);
            }
            throw new DataFormatException("no member");
        }
        Inflater inflater = new Inflater(true);
        try {
            byte[] compressed = new byte[1 << 16];
            byte[] bytes = new byte[1 << 18];
            CRC32 crc = new CRC32();
            int filled = 0;
            while (!inflater.finished()) {
                if (inflater.needsInput()) {
                    filled = in.read(compressed);
                    if (filled < 0) {
                        throw new EOFException();
                    }
                    inflater.setInput(compressed, 0, filled);
                }
                int count = inflater.inflate(bytes);
                crc.update(bytes, 0, count);
                scan.feed(bytes, count);
                if (inflater.finished()) {
                    int left = inflater.getRemaining();
                    long end = inflater.getBytesRead();
                    in.unread(compressed, filled - left, left);
                    int checksum = Integer.reverseBytes(data.readInt());
                    int size = Integer.reverseBytes(data.readInt());
                    if (checksum != (int) crc.getValue() || size != (int) inflater.getBytesWritten()) {
                        throw new DataFormatException("wrong checksum");
                    }
                    return HEADER.length + end + TRAILER_BYTES;
                }
            }
            throw new DataFormatException("empty member");
        } finally {
            inflater.end();
        }
    }
}
