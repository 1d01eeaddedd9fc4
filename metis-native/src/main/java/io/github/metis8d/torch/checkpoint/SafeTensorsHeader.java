package io.github.metis8d.torch.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
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

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

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
        if (size < 8) {
            throw damaged(file, "it has " + size + " bytes, too few for a safetensors header");
        }
        long headerLength = readFully(channel, 0, 8).getLong();
        if (headerLength < 2 || headerLength > Math.min(MAX_HEADER_BYTES, size - 8)) {
            throw damaged(
                    file,
                    "its header claims " + Long.toUnsignedString(headerLength) + " bytes, but the file has " + size
                            + " bytes in all");
        }
        JsonNode header = parse(file, readFully(channel, 8, (int) headerLength));
        long dataStart = 8 + headerLength;
        return new SafeTensorsHeader(file, dataStart, size - dataStart).entries(header);
    }

    private static JsonNode parse(Path file, ByteBuffer json) {
        try {
            JsonNode header = JSON.readTree(json.array(), 0, json.limit());
            if (header != null && header.isObject()) {
                return header;
            }
        } catch (JsonProcessingException e) {
            throw damaged(file, "its header is not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw damaged(file, "its header is not JSON: " + e.getMessage());
        }
        throw damaged(file, "its header is not a JSON object");
    }

    private Map<String, TensorEntry> entries(JsonNode header) {
        Map<String, TensorEntry> entries = new LinkedHashMap<>();
        List<String> problems = new ArrayList<>();
        header.properties().forEach(field -> {
            if (!field.getKey().equals("__metadata__")) {
                try {
                    entries.put(field.getKey(), entry(field.getValue()));
                } catch (IllegalArgumentException e) {
                    problems.add(field.getKey() + ": " + e.getMessage());
                }
            }
        });
        if (problems.isEmpty()) {
            checkCover(entries, problems);
        }
        if (!problems.isEmpty()) {
            throw damaged(file, Problems.list(problems));
        }
        return entries;
    }

    private TensorEntry entry(JsonNode node) {
        String dtype = node.path("dtype").asText("");
        Integer bits = DType.bits(dtype);
        if (bits == null) {
            throw new IllegalArgumentException("unknown dtype " + node.path("dtype"));
        }
        List<Long> shape = new ArrayList<>();
        for (JsonNode size : longs(node, "shape")) {
            shape.add(size.asLong());
        }
        JsonNode offsets = longs(node, "data_offsets");
        if (offsets.size() != 2) {
            throw new IllegalArgumentException("data_offsets must be two numbers, not " + offsets);
        }
        long begin = offsets.get(0).asLong();
        long end = offsets.get(1).asLong();
        if (begin > end || begin > Long.MAX_VALUE - dataStart) {
            throw new IllegalArgumentException("data_offsets " + offsets + " are no range");
        }
        if (end - begin != byteCount(shape, bits)) {
            throw new IllegalArgumentException(
                    "data_offsets " + offsets + " do not hold " + dtype + " of shape " + shape);
        }
        return new TensorEntry(file, dtype, List.copyOf(shape), dataStart + begin, end - begin);
    }

    private static JsonNode longs(JsonNode node, String name) {
        JsonNode array = node.path(name);
        if (!array.isArray()) {
            throw new IllegalArgumentException(name + " is missing or no array");
        }
        for (JsonNode item : array) {
            if (!item.isIntegralNumber() || !item.canConvertToLong() || item.asLong() < 0) {
                throw new IllegalArgumentException(name + " holds " + item + ", which is no size");
            }
        }
        return array;
    }

    private static long byteCount(List<Long> shape, int bits) {
        try {
            long product = bits;
            for (long size : shape) {
                product = Math.multiplyExact(product, size);
            }
            if (product % 8 != 0) {
                throw new IllegalArgumentException("shape " + shape + " does not fill whole bytes");
            }
            return product / 8;
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("shape " + shape + " is larger than any file");
        }
    }

    private void checkCover(Map<String, TensorEntry> entries, List<String> problems) {
        List<Map.Entry<String, TensorEntry>> byPosition = new ArrayList<>(entries.entrySet());
        byPosition.sort(Comparator.comparingLong(
                        (Map.Entry<String, TensorEntry> e) -> e.getValue().position())
                .thenComparingLong(e -> e.getValue().length()));
        long end = dataStart;
        String previous = null;
        List<String> pastTheEnd = new ArrayList<>();
        for (Map.Entry<String, TensorEntry> e : byPosition) {
            TensorEntry entry = e.getValue();
            if (entry.position() < end) {
                problems.add(e.getKey() + " overlaps " + previous);
            } else if (entry.position() > end) {
                problems.add((entry.position() - end) + " bytes before " + e.getKey() + " belong to no tensor");
            }
            if (entry.position() + entry.length() > dataStart + dataLength) {
                pastTheEnd.add(e.getKey());
            }
            end = Math.max(end, entry.position() + entry.length());
            previous = e.getKey();
        }
        if (!pastTheEnd.isEmpty()) {
            problems.add("it has " + dataLength + " bytes of data where its header describes " + (end - dataStart)
                    + " (is it cut short?); outside of it lie " + Problems.list(pastTheEnd));
        }
        if (problems.isEmpty() && end != dataStart + dataLength) {
            problems.add((dataStart + dataLength - end) + " bytes at the end belong to no tensor");
        }
    }

    private static ByteBuffer readFully(FileChannel channel, long position, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, position + buffer.position()) < 0) {
                throw new IOException("the file became shorter while it was read");
            }
        }
        return buffer.flip();
    }

    private static ModelException damaged(Path file, String what) {
        return new ModelException(file + " is not a whole safetensors file: " + what + ". Fetch the file again.");
    }
}
