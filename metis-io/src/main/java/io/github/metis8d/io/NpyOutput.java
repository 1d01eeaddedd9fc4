package io.github.metis8d.io;

import io.github.metis8d.Latents;
import io.github.metis8d.MetisException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A folder of NumPy files, one for each audio file, in the same folders. A file gets its name when it is whole, so a job
 * that was killed goes on with those that are not there. When it is finished, {@code success.json} lists what is there.
 */
final class NpyOutput implements JobOutput {
    static final String LIST = "success.json";
    private static final String ENDING = ".npy";
    private static final String TEMPORARY = ".npy.partial";

    private final Path folder;
    private final OutputLock lock;
    /** Where the latents of a key are, by key: sorted, as the list will be. */
    private final TreeMap<String, Path> files = new TreeMap<>();

    private Set<String> found;
    private final List<Path> unforced = new ArrayList<>();

    private NpyOutput(Path folder, OutputLock lock) throws IOException {
        this.folder = folder;
        this.lock = lock;
        if (Files.isDirectory(folder)) {
            try (Stream<Path> tree = Files.walk(folder)) {
                for (Path file : (Iterable<Path>) tree::iterator) {
                    String name = folder.relativize(file)
                            .toString()
                            .replace(file.getFileSystem().getSeparator(), "/");
                    if (name.endsWith(ENDING) && NpyFile.rows(file) >= 0) {
                        files.put(name.substring(0, name.length() - ENDING.length()), file);
                    }
                }
            }
        }
        this.found = Set.copyOf(files.keySet());
    }

    static NpyOutput open(Path folder, Map<String, String> maker, IfFinished ifFinished) throws IOException {
        OutputLock lock = OutputLock.take(folder);
        try {
            Path record = folder.resolve(".job");
            if (Files.exists(folder.resolve(LIST)) && ifFinished == IfFinished.FAIL) {
                throw new MetisException(folder + " is finished; give --overwrite to make it anew, --append to add the"
                        + " files that it lacks, or name another output");
            }
            NpyOutput output = new NpyOutput(folder, lock);
            // What an interrupted job of the same kind has begun is gone on with.
            boolean begun = !Files.exists(folder.resolve(LIST)) && Maker.same(maker, record);
            if (ifFinished == IfFinished.REPLACE && !begun) {
                output.clear();
            }
            if (!output.found.isEmpty()) {
                Maker.require(maker, record, folder);
            }
            Files.createDirectories(folder);
            Files.deleteIfExists(folder.resolve(LIST));
            FlatJson.write(record, maker);
            return output;
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private void clear() throws IOException {
        Files.deleteIfExists(folder.resolve(LIST));
        for (Path file : files.values()) {
            Files.delete(file);
        }
        files.clear();
        found = Set.of();
    }

    @Override
    public Set<String> keys() {
        return found;
    }

    @Override
    public Path partial() {
        return folder;
    }

    @Override
    public void write(String key, Latents latents) throws IOException {
        LatentText.checkFinite(key, latents);
        Path file = folder.resolve(key + ENDING).normalize();
        if (!file.startsWith(folder.normalize())) {
            throw new MetisException(key + " leads out of " + folder);
        }
        Files.createDirectories(file.getParent());
        NpyFile.write(temporary(file), latents);
        files.put(key, file);
        unforced.add(file);
    }

    private static Path temporary(Path file) {
        String name = file.getFileName().toString();
        return file.resolveSibling(name.substring(0, name.length() - ENDING.length()) + TEMPORARY);
    }

    @Override
    public void flush() throws IOException {
        for (Path file : unforced) {
            Path temporary = temporary(file);
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                channel.force(false);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
        unforced.clear();
    }

    @Override
    public void finish() throws IOException {
        flush();
        Path whole = folder.resolve(LIST + ".partial");
        try (var out = Files.newOutputStream(whole)) {
            LatentText text = new LatentText(out);
            String before = "[\n  \"";
            for (String key : files.keySet()) {
                text.put(before);
                text.putEscaped(key);
                before = "\",\n  \"";
            }
            text.put(files.isEmpty() ? "[]\n" : "\"\n]\n");
            text.flush();
        }
        Files.move(whole, folder.resolve(LIST), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
