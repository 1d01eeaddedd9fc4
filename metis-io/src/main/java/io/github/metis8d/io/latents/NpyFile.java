package io.github.metis8d.io.latents;

import io.github.metis8d.Latents;
import io.github.metis8d.MetisException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Latents as a NumPy file, format 1.0: little-endian float32 of shape (T, 8), rows one after the other. */
final class NpyFile {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
    private static final int PREFIX_BYTES = MAGIC.length + Short.BYTES;
    private static final int ALIGNMENT = 64;
    private static final int ROW_BYTES = Latents.DIMENSIONS * Float.BYTES;
    private static final Pattern HEADER =
            Pattern.compile("\\{'descr': '<f4', 'fortran_order': False, 'shape': \\((\\d{1,9}), 8\\), \\} *\\n");

    private NpyFile() {}

    /** Where the rows are, and how many there are. */
    private record Layout(int start, long rows) {}

    /**
     * Writes a file, or over it.
     *
     * @return the file, which is to be forced to disk and closed
     */
    static FileChannel create(Path file, Latents latents) throws IOException {
        StringBuilder header = new StringBuilder("{'descr': '<f4', 'fortran_order': False, 'shape': (")
                .append(latents.frames())
                .append(", 8), }");
        while ((PREFIX_BYTES + header.length() + 1) % ALIGNMENT != 0) {
            header.append(' ');
        }
        header.append('\n');
        float[] values = latents.values();
        ByteBuffer bytes = ByteBuffer.allocate(PREFIX_BYTES + header.length() + values.length * Float.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(MAGIC).putShort((short) header.length());
        bytes.put(header.toString().getBytes(StandardCharsets.US_ASCII));
        bytes.asFloatBuffer().put(values);
        bytes.rewind();
        FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Whether a file is of this kind, and has all the rows that it says it has. */
    static boolean isWhole(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            return layout(channel) != null;
        }
    }

    /** Null if the file is of another kind, or not whole. */
    private static Layout layout(FileChannel channel) throws IOException {
        ByteBuffer prefix = read(channel, 0, PREFIX_BYTES);
        if (prefix.remaining() < PREFIX_BYTES || !prefix.slice(0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC))) {
            return null;
        }
        int length = Short.toUnsignedInt(prefix.getShort(MAGIC.length));
        ByteBuffer text = read(channel, PREFIX_BYTES, length);
        Matcher header = HEADER.matcher(StandardCharsets.ISO_8859_1.decode(text));
        if (!header.matches()) {
            return null;
        }
        Layout layout = new Layout(PREFIX_BYTES + length, Long.parseLong(header.group(1)));
        return channel.size() == layout.start + layout.rows * ROW_BYTES ? layout : null;
    }

    /** The bytes from a place on, fewer if the file ends. */
    private static ByteBuffer read(FileChannel channel, long start, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining() && channel.read(bytes, start + bytes.position()) > 0) {
            // until all is there
        }
        return bytes.flip();
    }

    /** @throws MetisException if the file is of another kind, or not whole */
    static Latents read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            Layout layout = layout(channel);
            if (layout == null || layout.rows > Integer.MAX_VALUE / ROW_BYTES) {
                throw new MetisException(file + " is no whole NumPy file of float32 of shape (T, 8)");
            }
            ByteBuffer bytes = read(channel, layout.start, (int) layout.rows * ROW_BYTES);
            float[] values = new float[bytes.remaining() / Float.BYTES];
            bytes.asFloatBuffer().get(values);
            return new Latents(values);
        }
    }
}
