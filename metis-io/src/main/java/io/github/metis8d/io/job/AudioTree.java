package io.github.metis8d.io.job;

import io.github.metis8d.MetisException;
import io.github.metis8d.io.files.FileNames;
import io.github.metis8d.io.files.KeyOrder;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * The audio files below a folder, at any depth, by their keys: paths relative to the folder, with forward slashes,
 * sorted by code points, as Python sorts strings. Symbolic links are followed; one that leads back to a folder above
 * itself is not.
 *
 * <p>On Unix a name is bytes, which keys have as UTF-8 under every locale. A byte that is not UTF-8 is the lone surrogate
 * U+DC00 plus its value, as Python's {@code os.fsdecode} has it, so that every file has a key of its own, and
 * {@link #file} finds it. JSON has it as an escape.
 *
 * @param root the folder
 * @param keys the files, sorted
 * @param problems what could not be read and why, a sentence each; the rest of the tree is there all the same
 */
public record AudioTree(Path root, List<String> keys, List<String> problems) {
    /** What Linux takes, with the zero at the end. */
    private static final int MAX_PATH_BYTES = 4096;

    private static final int SHOWN_OF_PATH = 400;

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
     * @param root the folder of the whole tree; {@code link/..} in it means what the system means by it
     * @param part a folder below it, with forward slashes, or empty for all
     * @param endings the endings of the names to take, in any case, e.g. {@code .wav}
     * @return the files below the part
     * @throws MetisException if there is no such folder, or the part is not below the root
     */
    public static AudioTree list(Path root, String part, List<String> endings) {
        Path start = requireFolder(root, part);
        String below = below(root, part);
        Walk walk =
                new Walk(endings.stream().map(e -> e.toLowerCase(Locale.ROOT)).toList());
        walk.enter(start, below.isEmpty() ? "" : below + "/");
        walk.keys.sort(KeyOrder.BY_CODE_POINT);
        return new AudioTree(
                root, Collections.unmodifiableList(walk.keys), Collections.unmodifiableList(walk.problems));
    }

    /**
     * Looks whether there is a tree, without listing it.
     *
     * @param root the folder of the whole tree
     * @param part a folder below it, with forward slashes, or empty for all
     * @return the folder of the part
     * @throws MetisException if there is no such folder, or the part is not below the root
     */
    public static Path requireFolder(Path root, String part) {
        String below = below(root, part);
        Path start = below.isEmpty() ? root : root.resolve(below);
        if (!Files.isDirectory(start)) {
            throw new MetisException((Files.exists(start) ? start + " is not a folder" : "there is no folder " + start)
                    + "; check the path of the audio"
                    + (FileNames.isFaithful(start) ? "" : ". " + FileNames.HOW_TO_NAME_IT));
        }
        return start;
    }

    /** The part as keys start with it. */
    private static String below(Path root, String part) {
        Path path = root.getFileSystem().getPath(part);
        Path absolute = root.toAbsolutePath();
        if (path.isAbsolute() && path.startsWith(absolute)) {
            path = absolute.relativize(path);
        }
        List<String> names = new ArrayList<>();
        path.forEach(name -> names.add(name.toString()));
        if (path.isAbsolute() || names.contains("..")) {
            throw new MetisException("the part " + part + " is not below " + root + "; give its path from there");
        }
        names.removeIf(name -> name.isEmpty() || name.equals("."));
        return String.join("/", names);
    }

    /**
     * {@return the path of a file}
     *
     * @param key one of the keys
     */
    public Path file(String key) {
        return FileNames.resolve(root, key);
    }

    private static final class Walk {
        private final List<String> endings;
        private final List<String> keys = new ArrayList<>();
        private final List<String> problems = new ArrayList<>();
        /** The folders from the root down to the present one, links resolved. */
        private final List<Path> above = new ArrayList<>();

        Walk(List<String> endings) {
            this.endings = endings;
        }

        /** @param prefix what the keys of the folder's files start with */
        void enter(Path folder, String prefix) {
            Path real;
            try {
                real = folder.toRealPath();
            } catch (IOException e) {
                problems.add("the folder " + unreadable(folder, e));
                return;
            }
            if (above.contains(real)) {
                problems.add("the link " + folder + " leads back to a folder above it and is not followed");
                return;
            }
            above.add(real);
            try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
                for (Path child : children) {
                    visit(child, prefix + FileNames.name(child));
                }
            } catch (IOException | DirectoryIteratorException e) {
                problems.add("the folder " + unreadable(folder, e));
            } finally {
                above.remove(above.size() - 1);
            }
        }

        private void visit(Path child, String key) {
            try {
                if (Files.readAttributes(child, BasicFileAttributes.class).isDirectory()) {
                    enter(child, key + "/");
                } else if (wanted(key)) {
                    keys.add(key);
                }
            } catch (IOException e) {
                if (wanted(key)) {
                    keys.add(key); // What is wrong with it is told when it is to be decoded.
                } else if (!(e instanceof NoSuchFileException)) {
                    problems.add(unreadable(child, e));
                } else if (Files.isSymbolicLink(child)) {
                    problems.add(
                            "the link " + child + " leads nowhere; if it was a folder, what was in it is left out");
                }
            }
        }

        private boolean wanted(String key) {
            String lower = key.toLowerCase(Locale.ROOT);
            return endings.stream().anyMatch(lower::endsWith);
        }

        private static String unreadable(Path path, Exception failure) {
            Throwable cause = failure instanceof DirectoryIteratorException ? failure.getCause() : failure;
            int bytes = FileNames.bytes(path).length;
            String reason = cause instanceof AccessDeniedException
                    ? "permission denied"
                    : cause instanceof FileSystemException e && e.getReason() != null
                            ? e.getReason()
                            : cause.toString();
            return shortened(path) + " cannot be read: " + reason + "; what is in it is left out"
                    + (bytes < MAX_PATH_BYTES ? "" : ", as the system takes no path of " + bytes + " bytes");
        }

        private static String shortened(Path path) {
            String text = path.toString();
            return text.length() <= SHOWN_OF_PATH
                    ? text
                    : text.substring(0, SHOWN_OF_PATH / 2) + "..." + text.substring(text.length() - SHOWN_OF_PATH / 2);
        }
    }
}
