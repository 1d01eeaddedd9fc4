package io.github.metis8d.spark.submit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RecursiveAction;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/** Lists a tree in a store, many folders at a time: each is a question that takes a far-off store tens of milliseconds. */
final class StoreWalk {
    private static final int FOLDERS_AT_ONCE = 32;

    private final FileSystem store;
    private final List<String> endings;
    private final Queue<ListedFile> files = new ConcurrentLinkedQueue<>();
    private final Queue<String> problems = new ConcurrentLinkedQueue<>();

    /** @param endings of the names to take, in lower case */
    StoreWalk(FileSystem store, List<String> endings) {
        this.store = store;
        this.endings = endings;
    }

    /** What was found, in no order. */
    Queue<ListedFile> files() {
        return files;
    }

    /** What could not be read and why. */
    Queue<String> problems() {
        return problems;
    }

    /** @param prefix what the keys of the folder's files start with */
    void enter(Path folder, String prefix) {
        ForkJoinPool threads = new ForkJoinPool(FOLDERS_AT_ONCE);
        try {
            threads.invoke(new Folder(folder, prefix));
        } finally {
            threads.shutdown();
        }
    }

    private final class Folder extends RecursiveAction {
        private static final long serialVersionUID = 1L;

        private final transient Path folder;
        private final String prefix;

        Folder(Path folder, String prefix) {
            this.folder = folder;
            this.prefix = prefix;
        }

        @Override
        protected void compute() {
            List<Folder> below = new ArrayList<>();
            try {
                RemoteIterator<FileStatus> children = store.listStatusIterator(folder);
                while (children.hasNext()) {
                    FileStatus child = children.next();
                    String key = prefix + child.getPath().getName();
                    if (child.isDirectory()) {
                        below.add(new Folder(child.getPath(), key + "/"));
                    } else if (wanted(key)) {
                        files.add(new ListedFile(key, child.getLen()));
                    }
                }
            } catch (IOException e) {
                problems.add(
                        "the folder " + folder + " cannot be read: " + e.getMessage() + "; what is in it is left out");
            }
            invokeAll(below);
        }
    }

    private boolean wanted(String key) {
        String lower = key.toLowerCase(Locale.ROOT);
        return endings.stream().anyMatch(lower::endsWith);
    }
}
