package io.github.metis8d.torch.checkpoint;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * A dictionary of tensors that {@code torch.save} wrote, in either of its forms: since torch 1.6 a zip archive of a
 * pickle and the storages that it names, before that pickles in a row and the storages after them. Both are small here
 * and are read whole, without running anything.
 */
final class TorchFile {
    /** What begins the form before torch 1.6. */
    private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);

    private static final long LEGACY_VERSION = 1001;

    private final Map<?, ?> values;
    private final Map<String, ByteBuffer> storages;

    private TorchFile(Map<?, ?> values, Map<String, ByteBuffer> storages) {
        this.values = values;
        this.storages = storages;
    }

    /**
     * Reads a file.
     *
     * @param names of the tensors that are asked for afterwards
     * @throws PickleException if it is damaged, or holds anything but tensors in plain containers
     * @throws IOException if it cannot be read
     */
    static TorchFile read(Path file, List<String> names) throws IOException, PickleException {
        byte[] bytes = SmallFile.read(file);
        if (bytes == null) {
            throw new PickleException("it is far larger than two vectors");
        }
        String pointer = OtherWeights.pointer(bytes);
        if (pointer != null) {
            throw new PickleException(pointer);
        }
        if (bytes.length > 2 && bytes[0] == 'P' && bytes[1] == 'K') {
            return ofArchive(file, names);
        }
        if (bytes.length > 2 && bytes[0] == (byte) 0x80) {
            return ofPickles(bytes);
        }
        throw new PickleException("it is no file of torch.save");
    }

    /**
     * {@return the numbers of a vector}
     *
     * @param name its name in the dictionary
     * @param length how many there must be
     * @throws PickleException if it is not there, or something else
     */
    double[] vector(String name, int length) throws PickleException {
        if (!(values.get(name) instanceof TorchTensor tensor)) {
            throw new PickleException("it has no tensor \"" + name + "\"");
        }
        ByteBuffer data = storages.get(tensor.storage().key());
        if (data == null) {
            throw new PickleException("the numbers of \"" + name + "\" are missing");
        }
        try {
            return tensor.vector(length, data);
        } catch (PickleException e) {
            throw new PickleException("\"" + name + "\" " + e.getMessage());
        }
    }

    private static TorchFile ofArchive(Path file, List<String> names) throws IOException, PickleException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            String folder = zip.stream()
                    .map(ZipEntry::getName)
                    .filter(name -> name.endsWith("/data.pkl"))
                    .findFirst()
                    .map(name -> name.substring(0, name.length() - "data.pkl".length()))
                    .orElseThrow(() -> new PickleException("it is a zip archive, but none of torch.save"));
            Map<?, ?> values = dictionary(new PickleMachine(part(zip, folder + "data.pkl")).next());
            ByteOrder order = byteOrder(part(zip, folder + "byteorder"));
            Map<String, ByteBuffer> storages = new HashMap<>();
            for (String name : names) {
                if (values.get(name) instanceof TorchTensor tensor) {
                    byte[] bytes = part(zip, folder + "data/" + tensor.storage().key());
                    if (bytes != null) {
                        storages.put(
                                tensor.storage().key(), ByteBuffer.wrap(bytes).order(order));
                    }
                }
            }
            return new TorchFile(values, storages);
        } catch (ZipException | EOFException e) {
            throw new PickleException(
                    "its zip archive is damaged" + (e.getMessage() == null ? "" : ": " + Printable.of(e.getMessage())));
        }
    }

    /** One part of an archive, or null if it is not there. */
    private static byte[] part(ZipFile zip, String name) throws IOException, PickleException {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            return null;
        }
        try (InputStream in = zip.getInputStream(entry)) {
            // Not by the size that the archive claims.
            byte[] bytes = SmallFile.atMost(in);
            if (bytes == null) {
                throw new PickleException("a part of it unpacks to far more than two vectors");
            }
            return bytes;
        }
    }

    private static ByteOrder byteOrder(byte[] record) throws PickleException {
        String order = record == null ? "little" : new String(record, StandardCharsets.ISO_8859_1);
        return switch (order) {
            case "little" -> ByteOrder.LITTLE_ENDIAN;
            case "big" -> ByteOrder.BIG_ENDIAN;
            default -> throw new PickleException("it has the byte order \"" + Printable.of(order) + "\"");
        };
    }

    private static TorchFile ofPickles(byte[] bytes) throws PickleException {
        PickleMachine machine = new PickleMachine(bytes);
        if (!MAGIC.equals(machine.next())) {
            throw new PickleException("it is a pickle, but none of torch.save");
        }
        if (!(machine.next() instanceof Long version) || version != LEGACY_VERSION) {
            throw new PickleException("it has a form of torch.save that is not known");
        }
        machine.next(); // What the writing machine was like: the storages are little-endian on every one.
        Map<?, ?> values = dictionary(machine.next());
        if (!(machine.next() instanceof List<?> keys)) {
            throw new PickleException("it does not name its storages");
        }
        ByteBuffer rest = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).position(machine.position());
        Map<String, ByteBuffer> storages = new HashMap<>();
        for (Object key : keys) {
            TorchStorage storage =
                    key instanceof String name ? machine.storages().get(name) : null;
            if (storage == null) {
                throw new PickleException("it has a storage that no tensor uses");
            }
            storages.put(storage.key(), legacyStorage(rest, storage));
        }
        return new TorchFile(values, storages);
    }

    private static Map<?, ?> dictionary(Object root) throws PickleException {
        if (root instanceof Map<?, ?> values) {
            return values;
        }
        throw new PickleException("it holds no dictionary");
    }

    private static ByteBuffer legacyStorage(ByteBuffer rest, TorchStorage storage) throws PickleException {
        long held = rest.remaining() < Long.BYTES ? -1 : rest.getLong();
        int bytes = storage.type().bytes;
        if (held != storage.size() || held < 0 || held > rest.remaining() / bytes) {
            throw new PickleException("it ends too soon");
        }
        int start = rest.position();
        rest.position(start + (int) held * bytes);
        return rest.slice(start, (int) held * bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
