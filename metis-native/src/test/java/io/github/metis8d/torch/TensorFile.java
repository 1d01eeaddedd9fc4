package io.github.metis8d.torch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** A safetensors file in memory that a test takes apart and writes anew, correct or not. */
public final class TensorFile {
    private static final JsonMapper JSON = new JsonMapper();

    /** One tensor. */
    public record Entry(String dtype, JsonNode shape, byte[] data) {}

    public final Map<String, Entry> tensors = new LinkedHashMap<>();

    public static TensorFile read(Path file) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            int length =
                    (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
            JsonNode header = JSON.readTree(bytes, 8, length);
            TensorFile read = new TensorFile();
            header.properties().forEach(field -> {
                if (!field.getKey().equals("__metadata__")) {
                    JsonNode node = field.getValue();
                    int begin = 8 + length + node.path("data_offsets").get(0).asInt();
                    int end = 8 + length + node.path("data_offsets").get(1).asInt();
                    read.tensors.put(
                            field.getKey(),
                            new Entry(
                                    node.path("dtype").asText(),
                                    node.path("shape"),
                                    Arrays.copyOfRange(bytes, begin, end)));
                }
            });
            return read;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The header of the file as it should be, for a test to spoil. */
    public ObjectNode header() {
        ObjectNode header = JSON.createObjectNode();
        long offset = 0;
        for (Map.Entry<String, Entry> tensor : tensors.entrySet()) {
            Entry entry = tensor.getValue();
            ObjectNode node = header.putObject(tensor.getKey());
            node.put("dtype", entry.dtype()).set("shape", entry.shape());
            node.putArray("data_offsets").add(offset).add(offset + entry.data().length);
            offset += entry.data().length;
        }
        return header;
    }

    public void write(Path file) {
        write(file, header().toString());
    }

    public void write(Path file, String header) {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        write(file, json.length, json);
    }

    /** Writes any length, header and all data. */
    public void write(Path file, long headerLength, byte[] header) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            bytes.write(ByteBuffer.allocate(8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(headerLength)
                    .array());
            bytes.write(header);
            for (Entry entry : tensors.values()) {
                bytes.write(entry.data());
            }
            Files.write(file, bytes.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Replaces float32 data by what it is in 16 bits: bfloat16 by cutting, float16 where it is exact enough. */
    public void narrow(String dtype) {
        tensors.replaceAll((name, entry) -> {
            ByteBuffer wide = ByteBuffer.wrap(entry.data()).order(ByteOrder.LITTLE_ENDIAN);
            ByteBuffer half = ByteBuffer.allocate(entry.data().length / 2).order(ByteOrder.LITTLE_ENDIAN);
            while (wide.hasRemaining()) {
                float value = wide.getFloat();
                half.putShort(dtype.equals("BF16") ? (short) (Float.floatToRawIntBits(value) >>> 16) : toHalf(value));
            }
            return new Entry(dtype, entry.shape(), half.array());
        });
    }

    /** Rounds towards zero; values below half precision's normal range become 0. */
    private static short toHalf(float value) {
        int bits = Float.floatToRawIntBits(value);
        int exponent = ((bits >>> 23) & 0xff) - 127 + 15;
        int sign = (bits >>> 16) & 0x8000;
        return (short) (exponent <= 0 ? sign : sign | exponent << 10 | (bits >>> 13) & 0x3ff);
    }
}
