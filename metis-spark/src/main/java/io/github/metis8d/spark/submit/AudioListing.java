package io.github.metis8d.spark.submit;

import io.github.metis8d.MetisException;
import io.github.metis8d.io.files.JsonStrings;
import io.github.metis8d.io.files.KeyOrder;
import io.github.metis8d.io.job.AudioTree;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The audio files below a folder of any store that Hadoop's file systems reach, with the keys that {@link AudioTree} gives
 * them, in its order.
 *
 * @param root the folder, with its store
 * @param files sorted by key
 * @param problems what could not be read and why, a sentence each; the rest of the tree is there all the same
 */
record AudioListing(Path root, List<ListedFile> files, List<String> problems) {
    /**
     * Lists a tree, or one part of it.
     *
     * @param folder of the whole tree
     * @param part a folder below it, or empty for all
     * @param endings the endings of the names to take, in any case
     * @throws MetisException if there is no such folder, or the part is not below it
     * @throws IOException if the store cannot be reached
     */
    static AudioListing list(Path folder, String part, List<String> endings, Configuration hadoop) throws IOException {
        FileSystem store = folder.getFileSystem(hadoop);
        Path root = store.makeQualified(folder);
        return store instanceof LocalFileSystem
                ? ofThisMachine(root, part, endings)
                : ofStore(store, root, part, endings);
    }

    /** Links and names that are not UTF-8 are the command's to understand. */
    private static AudioListing ofThisMachine(Path root, String part, List<String> endings) {
        AudioTree tree = AudioTree.list(java.nio.file.Path.of(root.toUri().getPath()), part, endings);
        List<String> problems = new ArrayList<>(tree.problems());
        List<ListedFile> files = new ArrayList<>(tree.keys().size());
        for (String key : tree.keys()) {
            if (JsonStrings.hasLoneSurrogate(key)) {
                problems.add(
                        "the name of " + new String(JsonStrings.escaped(key), java.nio.charset.StandardCharsets.UTF_8)
                                + " is not UTF-8, which Spark's tables have no place for; rename it");
            } else {
                files.add(new ListedFile(key, bytes(tree.file(key))));
            }
        }
        return new AudioListing(root, files, problems);
    }

    private static long bytes(java.nio.file.Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0; // Decoding it tells why.
        }
    }

    private static AudioListing ofStore(FileSystem store, Path root, String part, List<String> endings)
            throws IOException {
        String below = below(root, part);
        Path start = below.isEmpty() ? root : new Path(root, below);
        requireFolder(store, start);
        StoreWalk walk = new StoreWalk(
                store,
                endings.stream().map(ending -> ending.toLowerCase(Locale.ROOT)).toList());
        walk.enter(start, below.isEmpty() ? "" : below + "/");
        List<ListedFile> files = new ArrayList<>(walk.files());
        files.sort(Comparator.comparing(ListedFile::key, KeyOrder.BY_CODE_POINT));
        return new AudioListing(root, files, List.copyOf(walk.problems()));
    }

    private static void requireFolder(FileSystem store, Path folder) throws IOException {
        FileStatus[] status = store.exists(folder) ? new FileStatus[] {store.getFileStatus(folder)} : new FileStatus[0];
        if (status.length == 0 || !status[0].isDirectory()) {
            throw new MetisException((status.length == 0 ? "there is no folder " + folder : folder + " is not a folder")
                    + "; check the path of the audio");
        }
    }

    /** The part as keys start with it. */
    private static String below(Path root, String part) {
        String path =
                part.startsWith(root + "/") ? part.substring(root.toString().length()) : part;
        String underRoot = root.toUri().getPath() + "/";
        path = path.startsWith(underRoot) ? path.substring(underRoot.length()) : path;
        List<String> names = new ArrayList<>(List.of(path.split("/")));
        if (names.contains("..") || path.contains("://")) {
            throw new MetisException("the part " + part + " is not below " + root + "; give its path from there");
        }
        names.removeIf(name -> name.isEmpty() || name.equals("."));
        return String.join("/", names);
    }

    /** {@return the path of a file as Hadoop and Spark write it} */
    static String path(Path root, String key) {
        return prefix(root) + key;
    }

    /** {@return what the paths of all files start with} */
    static String prefix(Path root) {
        String text = root.toString();
        return text.endsWith("/") ? text : text + "/";
    }
}
