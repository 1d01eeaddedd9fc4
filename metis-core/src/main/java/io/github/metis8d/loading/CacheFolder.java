package io.github.metis8d.loading;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.stream.Stream;

/**
 * The folder into which JavaCPP unpacks native libraries.
 *
 * @param path where it is
 */
record CacheFolder(Path path) {
    private static final Path MOUNTS = Path.of("/proc/self/mounts");

    /**
     * {@return whether a library lies in the folder as JavaCPP unpacks it: below the name of its jar, with the length and
     * time of the jar's entry}
     *
     * @param library in a jar
     */
    boolean holds(URL library) {
        return unpacked(library).map(Unpacked::isWhole).orElse(false);
    }

    /**
     * Deletes what was unpacked in part only, by a process that died over it. JavaCPP would replace such a file, but loads
     * others first which need it: the linker looks for it beside them by itself, and meets the end of the file too early.
     *
     * @param classes where the jars are; what comes from others is left alone
     */
    void deleteTorn(ClassLoader classes) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(path)) {
            files = all.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .filter(file -> path.relativize(file).getNameCount() > 1)
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        for (Path file : files) {
            Path name = path.relativize(file);
            String entry = name.subpath(1, name.getNameCount()).toString().replace(File.separatorChar, '/');
            for (URL library : Collections.list(classes.getResources(entry))) {
                Optional<Unpacked> expected = unpacked(library);
                if (expected.isPresent() && expected.get().isTorn(file)) {
                    Files.delete(file);
                }
            }
        }
    }

    /** {@return where JavaCPP unpacks a library and how it should be, or nothing for one that is in no jar} */
    private Optional<Unpacked> unpacked(URL library) {
        try {
            if (library.openConnection() instanceof JarURLConnection connection) {
                JarEntry entry = connection.getJarEntry();
                String jar = new File(connection.getJarFile().getName()).getName();
                return Optional.of(
                        new Unpacked(path.resolve(jar).resolve(entry.getName()), entry.getSize(), entry.getTime()));
            }
        } catch (IOException e) {
            // JavaCPP will say what is wrong with it.
        }
        return Optional.empty();
    }

    private record Unpacked(Path file, long size, long time) {
        boolean isWhole() {
            return file.toFile().length() == size && file.toFile().lastModified() == time;
        }

        boolean isTorn(Path found) {
            return found.equals(file) && !isWhole();
        }
    }

    /** {@return whether its file system was mounted with {@code noexec}, so that no library in it can be loaded} */
    boolean forbidsExecution() {
        try {
            String real = path.toRealPath().toString();
            return Files.readAllLines(MOUNTS).stream()
                    .map(line -> line.split(" "))
                    .filter(mount -> mount.length > 3 && contains(mount[1], real))
                    // The last of those that are mounted over one another is the one that is seen.
                    .reduce((a, b) -> a[1].length() > b[1].length() ? a : b)
                    .filter(mount -> Arrays.asList(mount[3].split(",")).contains("noexec"))
                    .isPresent();
        } catch (IOException e) {
            return false; // no Linux
        }
    }

    private static boolean contains(String mount, String file) {
        // A space in a name is written so.
        String folder = mount.replace("\\040", " ");
        return folder.equals("/") || file.equals(folder) || file.startsWith(folder + "/");
    }

    /** {@return the room on its disk, in bytes, or -1 where that is unknown} */
    long free() {
        try {
            return Files.getFileStore(path).getUsableSpace();
        } catch (IOException e) {
            return -1;
        }
    }
}
