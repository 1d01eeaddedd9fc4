package io.github.metis8d.torch.checkpoint;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** Files of {@code torch.save}: those that torch wrote (make.py beside them), and some made by hand, wrong or hostile. */
final class StatisticsFiles {
    static final float[] MEAN = {0.5f, -1.25f, 3, 0.125f};
    static final float[] VAR = {0.25f, 4, 1.5f, 2.25f};

    private StatisticsFiles() {}

    /** Every file that torch wrote. */
    static List<Path> all() {
        try (Stream<Path> files = Files.list(Path.of(StatisticsFiles.class
                        .getResource("/statistics/plain.pt")
                        .toURI())
                .getParent())) {
            return files.filter(file -> file.toString().endsWith(".pt"))
                    .sorted()
                    .toList();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** The pickle of an archive that torch wrote. */
    static byte[] pickle(Path archive) {
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            for (ZipEntry entry : zip.stream().toList()) {
                if (entry.getName().endsWith("data.pkl")) {
                    return zip.getInputStream(entry).readAllBytes();
                }
            }
            throw new IllegalStateException(archive + " has no pickle");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes an archive of a pickle and of the statistics as its storages 0 and 1. */
    static void write(Path file, byte[] pickle) {
        write(file, Map.of("a/data.pkl", pickle, "a/data/0", bytes(MEAN), "a/data/1", bytes(VAR)));
    }

    static void write(Path file, Map<String, byte[]> parts) {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (Map.Entry<String, byte[]> part : parts.entrySet()) {
                zip.putNextEntry(new ZipEntry(part.getKey()));
                zip.write(part.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] bytes(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            bytes.putFloat(value);
        }
        return bytes.array();
    }

    /** A pickle of texts, one byte a character, and of whole numbers, eight bytes each. */
    static byte[] code(Object... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {(byte) 0x80, 2});
        for (Object part : parts) {
            if (part instanceof Number number) {
                out.writeBytes(ByteBuffer.allocate(10)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .put((byte) 0x8a)
                        .put((byte) 8)
                        .putLong(number.longValue())
                        .array());
            } else {
                out.writeBytes(part.toString().getBytes(StandardCharsets.ISO_8859_1));
            }
        }
        return out.toByteArray();
    }

    static String text(String value) {
        return "U" + (char) value.length() + value;
    }

    /** A dictionary of the mean, as a view that the caller describes, and of the variance as it should be. */
    static byte[] statistics(String storage, long size, long offset, long length, long stride) {
        return code(
                "}(",
                text("mean"),
                tensor(storage, "0", size, offset, length, stride),
                text("var"),
                tensor("FloatStorage", "1", 4, 0, 4, 1),
                "u.");
    }

    static Code tensor(String storage, String key, long size, long offset, long length, long stride) {
        return new Code(
                "ctorch._utils\n_rebuild_tensor_v2\n((" + text("storage") + "ctorch\n" + storage + "\n" + text(key)
                        + text("cpu"),
                size,
                "tQ",
                offset,
                "(",
                length,
                "t(",
                stride,
                "t\u0089}tR");
    }

    /** A part of a pickle. */
    static final class Code {
        private final byte[] bytes;

        Code(Object... parts) {
            byte[] whole = code(parts);
            bytes = java.util.Arrays.copyOfRange(whole, 2, whole.length);
        }

        @Override
        public String toString() {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }
}
