package io.github.metis8d.io;

import io.github.metis8d.MetisException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * The audio files below a folder, at any depth, by their keys: paths relative to the folder, with forward slashes,
 * sorted as {@link String#compareTo} does. Symbolic links are followed; one that leads back to a folder above itself is
 * not.
 *
 * @param root the folder
 * @param keys the files, sorted
 * @param problems what could not be read and why, a sentence each; the rest of the tree is there all the same
 */
public record AudioTree(Path root, List<String> keys, List<String> problems) {
    /**
     * Lists a tree.
     *
     * @param root the folder
     * @param endings the endings of the names to take, in any case, e.g. {@code .wav}
     * @return the files below it
     * @throws MetisException if there is no such folder
     */
    public static AudioTree list(Path root, List<String> endings) {
        return list(root, "", endings);
    }

    /**
     * Lists one part of a tree. Its keys still start with the part's name.
     *
     * @param root the folder of the whole tree
     * @param part a folder below it, with forward slashes, or empty for all
     * @param endings the endings of the names to take, in any case, e.g. {@code .wav}
     * @return the files below the part
     * @throws MetisException if there is no such folder
     */
    public static AudioTree list(Path root, String part, List<String> endings) {
        Path start = part.isEmpty() ? root : root.resolve(part).normalize();
        if (!start.startsWith(root.normalize()) && !part.isEmpty()) {
            throw new MetisException("the part " + part + " is not below " + root);
        }
        if (!Files.isDirectory(start)) {
            throw new MetisException("there is no folder " + start + "; check the path of the audio");
        }
        Walk walk = new Walk(
                root.normalize(),
                endings.stream().map(e -> e.toLowerCase(Locale.ROOT)).toList());
        walk.enter(start.normalize());
        Collections.sort(walk.keys);
        return new AudioTree(
                root, Collections.unmodifiableList(walk.keys), Collections.unmodifiableList(walk.problems));
    }

    /**
     * {@return the path of a file}
     *
     * @param key one of the keys
     */
    public Path file(String key) {
        return root.resolve(key);
    }

    private static final class Walk {
        private final Path root;
        private final List<String> endings;
        private final List<String> keys = new ArrayList<>();
        private final List<String> problems = new ArrayList<>();
        /** The folders from the root down to the present one, links resolved. */
        private final List<Path> above = new ArrayList<>();

        Walk(Path root, List<String> endings) {
            this.root = root;
            this.endings = endings;
        }

        void enter(Path folder) {
            Path real;
            try {
                real = folder.toRealPath();
            } catch (IOException e) {
                problems.add(unreadable(folder, e));
                return;
            }
            if (above.contains(real)) {
                problems.add("the link " + folder + " leads back to a folder above it and is not followed");
                return;
            }
            above.add(real);
            try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
                for (Path child : children) {
                    visit(child);
                }
            } catch (IOException | DirectoryIteratorException e) {
                problems.add(unreadable(folder, e));
            } finally {
                above.remove(above.size() - 1);
            }
        }

        private static String unreadable(Path folder, Exception failure) {
            boolean denied =
                    failure instanceof AccessDeniedException || failure.getCause() instanceof AccessDeniedException;
            return "the folder " + folder + " cannot be read: "
                    + (denied ? "permission denied; what is in it is left out" : failure);
        }

        private void visit(Path child) {
            if (Files.isDirectory(child)) {
                enter(child);
            } else if (wanted(child.getFileName().toString())) {
                keys.add(key(child));
            }
        }

        private boolean wanted(String name) {
            String lower = name.toLowerCase(Locale.ROOT);
            return endings.stream().anyMatch(lower::endsWith);
        }

        private String key(Path file) {
            String relative = root.relativize(file).toString();
            String separator = file.getFileSystem().getSeparator();
            return separator.equals("/") ? relative : relative.replace(separator, "/");
        }
    }
}
