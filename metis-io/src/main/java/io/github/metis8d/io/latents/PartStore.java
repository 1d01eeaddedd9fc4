package io.github.metis8d.io.latents;

import io.github.metis8d.MetisException;
import io.github.metis8d.io.files.KeyOrder;
import io.github.metis8d.io.files.WholeFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** A folder of Parquet files, as {@link PartFolder} has it. */
final class PartStore implements EntryStore {
    /** How large a part becomes: large enough that a reader gains nothing from fewer, small enough to be sent around. */
    private static final long PART_BYTES = 128L << 20;

    private final Map<String, String> metadata = new LinkedHashMap<>();
    private final long partBytes = Long.getLong("metis.parquet.part", PART_BYTES);

    /** @param maker what makes the entries, which each part says too, but for where the audio is */
    PartStore(Map<String, String> maker) {
        maker.forEach((name, value) -> metadata.put("metis." + name, value));
        metadata.remove("metis." + JobOutput.AUDIO_FOLDER);
        String version = PartStore.class.getPackage().getImplementationVersion();
        metadata.put("metis.version", version == null ? "not packaged" : version);
    }

    @Override
    public boolean exists(Path place) throws IOException {
        return Files.isDirectory(place) && !new PartFolder(place).isEmpty();
    }

    @Override
    public WholeEntries whole(Path place) throws IOException {
        PartFolder parts = new PartFolder(place);
        Set<String> keys = keys(parts);
        Path journal = parts.journal(parts.next());
        if (!Files.exists(journal)) {
            return new WholeEntries(keys, 0);
        }
        WholeEntries last = new JsonLinesEntries().whole(journal);
        keys.addAll(last.keys());
        return new WholeEntries(keys, last.length());
    }

    /** The keys of all parts, in their order. */
    static Set<String> keys(PartFolder parts) throws IOException {
        Set<String> keys = new LinkedHashSet<>();
        for (Path part : parts.files()) {
            keys.addAll(keys(part));
        }
        return keys;
    }

    private static List<String> keys(Path part) throws IOException {
        try {
            return Parquet.provider().keys(part);
        } catch (MetisException e) {
            throw new MetisException(
                    e.getMessage()
                            + "; delete that part, and what it held is encoded again by the same command, or of a"
                            + " finished output by --append",
                    e);
        }
    }

    @Override
    public LatentWriter behind(Path place, WholeEntries whole) throws IOException {
        PartFolder parts = new PartFolder(place);
        if (!Files.isDirectory(place)) {
            Files.createDirectory(place);
            WholeFile.forceFolderOf(place);
        }
        if (whole.keys().isEmpty()) {
            parts.clear();
        }
        return new PartsWriter(parts, metadata, partBytes, whole.length());
    }

    @Override
    public void cut(Path place, WholeEntries whole) throws IOException {
        PartFolder parts = new PartFolder(place);
        Path journal = parts.journal(parts.next());
        if (Files.exists(journal)) {
            try (FileChannel channel = WholeFile.openBehind(journal, whole.length())) {
                channel.force(true);
            }
        }
    }

    @Override
    public void move(Path from, Path to) throws IOException {
        Path aside = aside(to);
        if (Files.isDirectory(to)) {
            remove(aside);
            Files.move(to, aside, StandardCopyOption.ATOMIC_MOVE);
        }
        WholeFile.move(from, to);
        remove(aside);
    }

    /** No folder takes another's place in one step: in between, the one that goes is here. */
    private static Path aside(Path place) {
        return place.resolveSibling("." + place.getFileName() + ".replaced");
    }

    @Override
    public void settle(Path place) throws IOException {
        Path aside = aside(place);
        if (Files.isDirectory(aside) && !Files.exists(place)) {
            Files.move(aside, place, StandardCopyOption.ATOMIC_MOVE);
        }
        remove(aside);
    }

    @Override
    public void delete(Path place) throws IOException {
        remove(place);
    }

    private static void remove(Path folder) throws IOException {
        new PartFolder(folder).clear();
        Files.deleteIfExists(folder);
    }

    @Override
    public void list(Path output) throws IOException {
        Set<String> sorted = new TreeSet<>(KeyOrder.BY_CODE_POINT);
        sorted.addAll(whole(output).keys());
        KeyList.write(listOf(output), sorted);
    }

    @Override
    public void unlist(Path output) throws IOException {
        Files.deleteIfExists(listOf(output));
    }

    /** Beside the folder: in it, those that read folders would take it for a part. */
    private static Path listOf(Path output) {
        return WholeFile.beside(output, ".success.json");
    }
}
