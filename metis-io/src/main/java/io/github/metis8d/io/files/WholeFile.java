package io.github.metis8d.io.files;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Files that are there whole or not at all, whenever the process or the machine stops. */
public final class WholeFile {
    private WholeFile() {}

    /** Writes what a file shall hold. */
    public interface Content {
        /**
         * Writes it.
         *
         * @param out buffered
         * @throws IOException if it cannot be written
         */
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Writes a file, or puts it in another's place. For one thread of one process at a time.
     *
     * @param file its name
     * @param content what it shall hold
     * @throws FileSystemException whatever is wrong; it names the file, and the other is still there
     */
    public static void write(Path file, Content content) throws FileSystemException {
        write(file, beside(file, ".new"), content);
    }

    /**
     * The same by a temporary file of another name.
     *
     * @param file its name
     * @param temporary the other, which is to be its writer's alone
     * @param content what the file shall hold
     * @throws FileSystemException whatever is wrong; it names the file
     */
    public static void write(Path file, Path temporary, Content content) throws FileSystemException {
        try {
            try (FileChannel channel = FileChannel.open(
                    temporary,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE)) {
                OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel));
                content.writeTo(out);
                out.flush();
                channel.force(true);
            }
            move(temporary, file);
        } catch (IOException e) {
            throw failure(file, e);
        }
    }

    /**
     * {@return an error of writing as one that names the file: a channel that finds the disk full does not}
     *
     * @param file that was written
     * @param e what was thrown
     */
    public static FileSystemException failure(Path file, IOException e) {
        if (e instanceof FileSystemException known) {
            return known;
        }
        FileSystemException failure = new FileSystemException(file.toString(), null, e.getMessage());
        failure.initCause(e);
        return failure;
    }

    /**
     * Gives a file, whose content is on disk, its name; what had it is gone.
     *
     * @param from the name that it has
     * @param to the name that it gets, on the same file system
     * @throws IOException if that cannot be done
     */
    public static void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        forceFolderOf(to);
    }

    /**
     * Sees to it that the names in a file's folder survive a power failure.
     *
     * @param file in the folder
     * @throws IOException if the disk does not take it
     */
    public static void forceFolderOf(Path file) throws IOException {
        try (FileChannel folder = FileChannel.open(file.toAbsolutePath().getParent())) {
            folder.force(true);
        } catch (FileSystemException e) {
            // Windows opens no folders, and keeps their order itself; a folder that is gone is told of by the next
            // write.
        }
    }

    /**
     * {@return the file beside another that has its name and more}
     *
     * @param file the other
     * @param suffix what its name has more
     */
    public static Path beside(Path file, String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }

    /**
     * {@return a file opened to be written behind its first bytes; the others are cut off}
     *
     * @param file is made if it is not there
     * @param length how many bytes stay
     * @throws IOException if it cannot be opened or cut
     */
    public static FileChannel openBehind(Path file, long length) throws IOException {
        boolean created = !Files.exists(file);
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            channel.truncate(length);
            channel.position(length);
            channel.force(true);
            if (created) {
                forceFolderOf(file);
            }
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }
}
