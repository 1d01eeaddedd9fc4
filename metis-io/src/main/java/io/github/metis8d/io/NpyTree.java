package io.github.metis8d.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A folder of NumPy files in the folders of the audio. The latents of {@code a/b.wav} are in {@code a/b.wav.npy}, which
 * is called {@code a/b.wav.npy.partial} until it is whole.
 *
 * @param folder the folder
 * @param keys of the files that have their name, sorted
 * @param partials the files that do not
 */
record NpyTree(Path folder, SortedSet<String> keys, List<Path> partials) {
    /** The list of what is there, in the folder of a job that is finished. */
    static final String LIST = "success.json";

    private static final String ENDING = ".npy";
    private static final String PARTIAL = ".npy.partial";

    /** Lists a folder; one that does not exist holds nothing. */
    static NpyTree list(Path folder) throws IOException {
        NpyTree tree = new NpyTree(folder, new TreeSet<>(), new ArrayList<>());
        if (Files.isDirectory(folder)) {
            // A link to the folder is followed, as it is in writing.
            Path real = folder.toRealPath();
            try (Stream<Path> files = Files.walk(real)) {
                files.forEach(file -> tree.add(real, file));
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        }
        return tree;
    }

    private void add(Path root, Path file) {
        String name = FileNames.relative(root, file);
        if (name.endsWith(ENDING)) {
            keys.add(name.substring(0, name.length() - ENDING.length()));
        } else if (name.endsWith(PARTIAL)) {
            partials.add(file);
        }
    }

    Path file(String key) {
        return FileNames.resolve(folder, key + ENDING);
    }

    Path partial(String key) {
        return FileNames.resolve(folder, key + PARTIAL);
    }
}
