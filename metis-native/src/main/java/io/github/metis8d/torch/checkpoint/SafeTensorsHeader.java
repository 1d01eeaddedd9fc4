package io.github.metis8d.torch.checkpoint;

import io.github.metis8d.ModelException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the header of a safetensors file: 8 bytes of length, little-endian, that many bytes of JSON, then the data.
 *
 * <p>Nothing in the file is believed before it is checked, and nothing is allocated beyond the size of the file. The
 * rules are those of the format: the tensors cover the data without gap or overlap.
 */
final class SafeTensorsHeader {
    /** The format's own limit for the JSON part. */
    private static final long MAX_HEADER_BYTES = 100_000_000;

    /** A field that describes no tensor. */
    private static final String METADATA = "__metadata__";

    private final Path file;
    private final long dataStart;
    private final long dataLength;

    private SafeTensorsHeader(Path file, long dataStart, long dataLength) {
        this.file = file;
        this.dataStart = dataStart;
        this.dataLength = dataLength;
    }

    /**
     * @return the tensors by name
     * @throws ModelException if the header breaks a rule of the format
     */
    static Map<String, TensorEntry> read(Path file, FileChannel channel) throws IOException {
        long size = channel.size();
        byte[] start = readFully(channel, 0, (int) Math.min(size, 8));
        long headerLength = size < 8
                ? 0
                : ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN).getLong();
        if (headerLength < 2 || headerLength > Math.min(MAX_HEADER_BYTES, size - 8)) {
            throw noHeader(file, size, start, headerLength);
        }
        try {
            Map<String, Object> header = Json.STRICT.object(readFully(channel, 8, (int) headerLength), METADATA);
            long dataStart = 8 + headerLength;
            return new SafeTensorsHeader(file, dataStart, size - dataStart).entries(header);
        } catch (Json.Malformed e) {
            throw damaged(file, "of its header, " + e.getMessage());
        }
    }

    private static ModelException noHeader(Path file, long size, byte[] start, long headerLength) {
        String kind = OtherWeights.kind(start);
        if (kind != null) {
            return new ModelException(file + " is not a safetensors file: " + kind);
        }
        return damaged(
                file,
                size < 8
                        ? "it has " + size + " bytes, too few for a safetensors header"
                        : "its header claims " + Long.toUnsignedString(headerLength) + " bytes, but the file has "
                                + size + " bytes in all");
    }

    private Map<String, TensorEntry> entries(Map<String, Object> header) {
        Map<String, TensorEntry> entries = new LinkedHashMap<>();
        Findings findings = new Findings();
        for (String name : header.keySet()) {
            try {
                entries.put(name, entry(Json.object(header, name)));
            } catch (IllegalArgumentException e) {
                findings.add(Printable.of(name) + ": " + e.getMessage());
            }
        }
        if (findings.isEmpty()) {
            checkCover(entries, findings);
        }
        if (!findings.isEmpty()) {
            throw damaged(file, findings.toString());
        }
        return entries;
    }

    private TensorEntry entry(Map<String, Object> fields) {
        if (fields == null || !(fields.get("dtype") instanceof String dtype)) {
            throw new IllegalArgumentException("it has no dtype");
        }
        List<Long> shape = longs(fields, "shape");
        List<Long> offsets = longs(fields, "data_offsets");
        if (offsets.size() != 2) {
            throw new IllegalArgumentException("data_offsets must be two numbers, not " + offsets.size());
        }
        long begin = offsets.get(0);
        long end = offsets.get(1);
        if (begin > end || begin > Long.MAX_VALUE - dataStart) {
            throw new IllegalArgumentException("data_offsets " + offsets + " are no range");
        }
        // The size of a type that is not known is not known either; such a tensor can be passed over.
        Integer bits = DType.bits(dtype);
        if (bits != null && end - begin != byteCount(shape, bits)) {
            throw new IllegalArgumentException(
                    "data_offsets " + offsets + " do not hold " + dtype + " of shape " + shown(shape));
        }
        return new TensorEntry(file, Printable.of(dtype), shape, dataStart + begin, end - begin);
    }

    private static List<Long> longs(Map<String, Object> fields, String name) {
        if (!(fields.get(name) instanceof List<?> items)) {
            throw new IllegalArgumentException(name + " is missing or no array");
        }
        List<Long> longs = new ArrayList<>();
        for (Object item : items) {
            // A number beyond these types is beyond every file.
            if (!(item instanceof Integer || item instanceof Long) || ((Number) item).longValue() < 0) {
                throw new IllegalArgumentException(
                        name + " holds " + Printable.of(String.valueOf(item)) + ", which is no size");
            }
            longs.add(((Number) item).longValue());
        }
        return List.copyOf(longs);
    }

    private static String shown(List<Long> shape) {
        return Printable.of(shape.toString());
    }

    private static long byteCount(List<Long> shape, int bits) {
        try {
            long product = bits;
            for (long size : shape) {
                product = Math.multiplyExact(product, size);
            }
            if (product % 8 != 0) {
                throw new IllegalArgumentException("shape " + shown(shape) + " does not fill whole bytes");
            }
            return product / 8;
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("shape " + shown(shape) + " is larger than any file");
        }
    }

    private void checkCover(Map<String, TensorEntry> entries, Findings findings) {
        List<Map.Entry<String, TensorEntry>> byPosition = new ArrayList<>(entries.entrySet());
        byPosition.sort(Comparator.comparingLong(
                        (Map.Entry<String, TensorEntry> e) -> e.getValue().position())
                .thenComparingLong(e -> e.getValue().length()));
        long end = dataStart;
        String previous = null;
        Findings pastTheEnd = new Findings();
        for (Map.Entry<String, TensorEntry> e : byPosition) {
            TensorEntry entry = e.getValue();
            if (entry.position() < end) {
                findings.add(e.getKey() + " overlaps " + previous);
            } else if (entry.position() > end) {
                findings.add((entry.position() - end) + " bytes before " + e.getKey() + " belong to no tensor");
            }
            if (entry.position() + entry.length() > dataStart + dataLength) {
                pastTheEnd.add(e.getKey());
            }
            end = Math.max(end, entry.position() + entry.length());
            previous = e.getKey();
        }
        if (!pastTheEnd.isEmpty()) {
            findings.add("it has " + dataLength + " bytes of data where its header describes " + (end - dataStart)
                    + " (is it cut short?); outside of it lie " + pastTheEnd);
        }
        if (findings.isEmpty() && end != dataStart + dataLength) {
            findings.add((dataStart + dataLength - end) + " bytes at the end belong to no tensor");
        }
    }

    private static byte[] readFully(FileChannel channel, long position, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, position + buffer.position()) < 0) {
                throw new IOException("the file became shorter while it was read");
            }
        }
        return buffer.array();
    }

    private static ModelException damaged(Path file, String what) {
        return new ModelException(file + " is not a whole safetensors file: " + what + ". Fetch the file again.");
    }
}
