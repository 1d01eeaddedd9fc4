package io.github.metis8d.io.latents;

import io.github.metis8d.Latents;
import io.github.metis8d.io.files.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/** A folder of NumPy files that has its name only once it is whole, as it is not written by a job that goes on. */
final class MergedTree implements LatentWriter {
    /** Files that are forced to disk together. */
    private static final int FILES_A_FLUSH = 1000;

    private final Path folder;
    private final Path output;
    private final Map<String, SourceStamp> sources;
    private final JobOutput tree;
    private int unforced;

    /**
     * Begins a folder.
     *
     * @param output what it will be, which is not there or empty
     * @param sources what the files were, of those of which that is known
     */
    MergedTree(Path output, Map<String, String> maker, Map<String, SourceStamp> sources) throws IOException {
        this.output = output;
        this.folder = WholeFile.beside(output, ".merging");
        this.sources = sources;
        if (Files.exists(folder)) {
            NpyOutput.open(folder, maker, JobOutput.IfFinished.REPLACE).close(); // Refuses what is another's.
            delete();
        }
        this.tree = NpyOutput.open(folder, maker, JobOutput.IfFinished.FAIL);
    }

    @Override
    public void write(String key, Latents latents) throws IOException {
        tree.write(key, latents, sources.get(key));
        unforced++;
        if (unforced == FILES_A_FLUSH) {
            flush();
        }
    }

    @Override
    public void flush() throws IOException {
        tree.flush();
        unforced = 0;
    }

    @Override
    public void finish() throws IOException {
        tree.finish();
        tree.close();
        WholeFile.move(folder, output);
    }

    @Override
    public void close() throws IOException {
        tree.close();
        delete();
        Files.deleteIfExists(OutputLock.of(folder));
    }

    private void delete() throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
