package io.github.metis8d.io.latents;

import io.github.metis8d.Latents;
import io.github.metis8d.io.files.FileNames;
import io.github.metis8d.io.files.KeyOrder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A folder of NumPy files in the folders of the audio. The latents of {@code a/b.wav} are in {@code a/b.wav.npy}, which
 * is called {@code a/b.wav.npy.partial} until it is whole.
 *
 * @param folder the folder
 */
record NpyTree(Path folder) {
    private static final String LIST = "success.json";
    private static final String ENDING = ".npy";
    private static final String PARTIAL = ".npy.partial";

    Path file(String key) {
        return FileNames.resolve(folder, key + ENDING);
    }

    Path partial(String key) {
        return FileNames.resolve(folder, key + PARTIAL);
    }

    /** The list of what is there, in the folder of a job that is finished. */
    Path list() {
        return folder.resolve(LIST);
    }

    boolean isFinished() {
        return Files.isRegularFile(list());
    }

    /** Whether a key's file is below the folder, and not where the list will be. */
    boolean holds(String key) {
        try {
            Path file = file(key).toAbsolutePath().normalize();
            return file.startsWith(folder.toAbsolutePath().normalize())
                    && !file.startsWith(list().toAbsolutePath().normalize());
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /** Whether a folder that a key's file is in may have the name of another key's file. */
    static boolean mayNeedAnothersPlace(String key) {
        return key.contains(ENDING + "/");
    }

    /**
     * Writes latents under their first name.
     *
     * @return the file, which is to be forced to disk and closed
     * @throws UnwritableEntryException if it is the key that is at fault, as others can be written
     */
    FileChannel write(String key, Latents latents) throws IOException {
        Path file = partial(key);
        try {
            return inItsFolder(file, latents);
        } catch (AccessDeniedException | NoSuchFileException e) {
            throw e;
        } catch (FileSystemException e) {
            if (takesAnotherFile()) {
                throw new UnwritableEntryException(
                        key + " has no place in " + folder + ": " + file.getFileName() + ": "
                                + (e.getReason() == null ? "a file is where a folder would be" : e.getReason())
                                + "; rename it, or use --format json, which takes any name",
                        e);
            }
            throw e;
        }
    }

    /** Nearly always the folder is there, and need not be asked for. */
    private static FileChannel inItsFolder(Path file, Latents latents) throws IOException {
        try {
            return NpyFile.create(file, latents);
        } catch (NoSuchFileException e) {
            Files.createDirectories(file.getParent());
            return NpyFile.create(file, latents);
        }
    }

    /** The system's reasons are in the language of the machine, so they are not gone by. */
    private boolean takesAnotherFile() {
        Path probe = folder.resolve(".probe");
        try {
            Files.write(probe, new byte[1]);
            Files.delete(probe);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Looks for NumPy files, whoever made them; a folder that does not exist holds none. Links in the folder are not
     * followed.
     *
     * @return their keys, sorted
     */
    SortedSet<String> arrays() throws IOException {
        SortedSet<String> keys = new TreeSet<>(KeyOrder.BY_CODE_POINT);
        if (Files.isDirectory(folder)) {
            // A link to the folder is followed, as it is in writing.
            Path real = folder.toRealPath();
            try (Stream<Path> files = Files.walk(real)) {
                files.map(file -> FileNames.relative(real, file))
                        .filter(name -> name.endsWith(ENDING))
                        .forEach(name -> keys.add(name.substring(0, name.length() - ENDING.length())));
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        }
        return keys;
    }
}
