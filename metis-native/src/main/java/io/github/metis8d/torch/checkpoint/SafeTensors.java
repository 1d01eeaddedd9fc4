package io.github.metis8d.torch.checkpoint;

import io.github.metis8d.ModelException;
import io.github.metis8d.torch.runtime.NativeScope;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.Tensor;

/**
 * Tensors in the safetensors format, in one file or in shards. Headers are read at once and checked; a tensor's data is
 * read when it is asked for, straight into its own memory.
 */
public final class SafeTensors implements TensorSource {
    /** The name of weights that are in one file. */
    static final String FILE = "model.safetensors";

    private final Path origin;
    private final Map<Path, FileChannel> channels;
    private final Map<String, TensorEntry> entries;

    private SafeTensors(Path origin, Map<Path, FileChannel> channels, Map<String, TensorEntry> entries) {
        this.origin = origin;
        this.channels = channels;
        this.entries = entries;
    }

    /**
     * Opens one file.
     *
     * @param file a safetensors file
     * @return its tensors
     * @throws ModelException if it cannot be read, or breaks a rule of the format
     */
    public static SafeTensors open(Path file) {
        return open(file, List.of(file), "");
    }

    /**
     * Opens {@code model.safetensors} in a folder, or the shards that {@code model.safetensors.index.json} names where
     * there is no such file. As transformers does, takes all tensors of each shard, whatever the index says of them (of
     * those in two shards the one in the last), and leaves the prefix of an export away from their names.
     *
     * @param folder the folder
     * @param prefix may stand before names, all or some; a tensor that is there without it is taken instead
     * @return its tensors
     * @throws ModelException if neither is there, or a file breaks a rule of the format
     */
    public static SafeTensors openFolder(Path folder, String prefix) {
        Path whole = folder.resolve(FILE);
        Path index = folder.resolve(ShardIndex.FILE);
        if (Files.exists(whole)) {
            return open(whole, List.of(whole), prefix);
        }
        if (Files.exists(index)) {
            return open(index, ShardIndex.shards(index), prefix);
        }
        throw OtherWeights.in(folder);
    }

    private static SafeTensors open(Path origin, List<Path> files, String prefix) {
        Map<Path, FileChannel> channels = new HashMap<>();
        Map<String, TensorEntry> entries = new LinkedHashMap<>();
        SafeTensors opened = new SafeTensors(origin, channels, entries);
        try {
            Map<String, TensorEntry> prefixed = new LinkedHashMap<>();
            for (Path file : files) {
                FileChannel channel = FileChannel.open(file);
                channels.put(file, channel);
                SafeTensorsHeader.read(file, channel).forEach((name, entry) -> {
                    if (!prefix.isEmpty() && name.startsWith(prefix)) {
                        prefixed.put(name.substring(prefix.length()), entry);
                    } else {
                        entries.put(name, entry);
                    }
                });
            }
            prefixed.forEach(entries::putIfAbsent);
            return opened;
        } catch (NoSuchFileException e) {
            opened.close();
            throw new ModelException("there is no file " + e.getFile() + "; check the path of the model", e);
        } catch (IOException e) {
            opened.close();
            throw new ModelException(origin + " cannot be read: " + e, e);
        } catch (RuntimeException | Error e) {
            opened.close();
            throw e;
        }
    }

    @Override
    public String origin() {
        return origin.toString();
    }

    @Override
    public boolean has(String name) {
        return entries.containsKey(name);
    }

    @Override
    public List<Long> shape(String name) {
        return entries.get(name).shape();
    }

    @Override
    public String dtype(String name) {
        return entries.get(name).dtype();
    }

    @Override
    public void read(String name, Tensor into) {
        TensorEntry entry = entries.get(name);
        if (into.nbytes() != entry.length()) {
            throw new IllegalArgumentException(name + " has " + entry.length() + " bytes, not " + into.nbytes());
        }
        NativeScope.run(() -> readInto(new BytePointer(into.data_ptr()), entry));
    }

    private void readInto(BytePointer memory, TensorEntry entry) {
        FileChannel channel = channels.get(entry.file());
        try {
            for (long done = 0; done < entry.length(); ) {
                // A ByteBuffer holds less than 2 GiB.
                int length = (int) Math.min(entry.length() - done, 1 << 30);
                ByteBuffer buffer = memory.position(done).limit(done + length).asByteBuffer();
                while (buffer.hasRemaining()) {
                    if (channel.read(buffer, entry.position() + done + buffer.position()) < 0) {
                        throw new IOException("the file became shorter while it was read");
                    }
                }
                done += length;
            }
        } catch (IOException e) {
            throw new ModelException(entry.file() + " cannot be read: " + e, e);
        }
    }

    @Override
    public void close() {
        for (FileChannel channel : channels.values()) {
            try {
                channel.close();
            } catch (IOException e) {
                System.getLogger(SafeTensors.class.getName()).log(System.Logger.Level.DEBUG, "closing " + origin, e);
            }
        }
    }
}
