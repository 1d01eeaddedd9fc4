package io.github.metis8d.io;

import io.github.metis8d.Latents;
import io.github.metis8d.MetisException;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Latents as a NumPy file, format 1.0: little-endian float32 of shape (T, 8), rows one after the other. */
final class NpyFile {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
    private static final int ALIGNMENT = 64;
    private static final Pattern HEADER =
            Pattern.compile("\\{'descr': '<f4', 'fortran_order': False, 'shape': \\((\\d{1,9}), 8\\), \\} *\\n");

    private NpyFile() {}

    static void write(Path file, Latents latents) throws IOException {
        StringBuilder header = new StringBuilder("{'descr': '<f4', 'fortran_order': False, 'shape': (")
                .append(latents.frames())
                .append(", 8), }");
        while ((MAGIC.length + Short.BYTES + header.length() + 1) % ALIGNMENT != 0) {
            header.append(' ');
        }
        header.append('\n');
        float[] values = latents.values();
        ByteBuffer bytes = ByteBuffer.allocate(
                        MAGIC.length + Short.BYTES + header.length() + values.length * Float.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(MAGIC).putShort((short) header.length());
        bytes.put(header.toString().getBytes(StandardCharsets.US_ASCII));
        bytes.asFloatBuffer().put(values);
        bytes.rewind();
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }
    }

    /** The rows that a file says it has, if it is whole; else -1. */
    static long rows(Path file) throws IOException {
        try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
            byte[] magic = in.readNBytes(MAGIC.length);
            if (!Arrays.equals(magic, MAGIC)) {
                return -1;
            }
            int length = Short.toUnsignedInt(Short.reverseBytes(in.readShort()));
            Matcher header = HEADER.matcher(new String(in.readNBytes(length), StandardCharsets.US_ASCII));
            if (!header.matches()) {
                return -1;
            }
            long rows = Long.parseLong(header.group(1));
            long size = MAGIC.length + Short.BYTES + length + rows * Latents.DIMENSIONS * Float.BYTES;
            return Files.size(file) == size ? rows : -1;
        } catch (EOFException e) {
            return -1;
        }
    }

    static Latents read(Path file) throws IOException {
        long rows = rows(file);
        if (rows < 0) {
            throw new MetisException(file + " is no whole NumPy file of float32 of shape (T, 8)");
        }
        float[] values = new float[Math.toIntExact(rows * Latents.DIMENSIONS)];
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            long start = channel.size() - bytes.capacity();
            while (bytes.hasRemaining() && channel.read(bytes, start + bytes.position()) > 0) {
                // until all is there
            }
            bytes.flip().asFloatBuffer().get(values);
        }
        return new Latents(values);
    }
}
