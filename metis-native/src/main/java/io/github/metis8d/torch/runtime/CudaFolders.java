package io.github.metis8d.torch.runtime;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Folders of the machine that hold libraries of NVIDIA.
 *
 * @param folders in the order in which they are searched
 */
public record CudaFolders(List<Path> folders) {
    /** The system property that names where to look for libraries which neither class path nor system have. */
    public static final String PROPERTY = "metis.cuda.libraries";

    /**
     * Where they lie below a folder that people would name: that of the libraries itself; a toolkit; a Conda environment; a
     * Python environment with the packages nvidia-*; its site-packages; its packages nvidia and torch.
     */
    private static final List<String> PLACES = List.of(
            ".",
            "lib64",
            "lib",
            "lib/x86_64-linux-gnu",
            "targets/x86_64-linux/lib",
            "extras/CUPTI/lib64",
            "*/lib",
            "nvidia/*/lib",
            "torch/lib",
            "lib/python3*/*-packages/nvidia/*/lib",
            "lib/python3*/*-packages/torch/lib",
            "../nvidia/*/lib",
            "../../nvidia/*/lib");

    /** {@return those below the folders that the system property names, with the system's separator between them} */
    public static CudaFolders named() {
        return Arrays.stream(System.getProperty(PROPERTY, "").split(File.pathSeparator))
                .filter(name -> !name.isBlank())
                .map(CudaFolders::below)
                .reduce(new CudaFolders(List.of()), CudaFolders::and);
    }

    private static CudaFolders below(String name) {
        try {
            return below(Path.of(name));
        } catch (InvalidPathException e) {
            return new CudaFolders(List.of());
        }
    }

    /**
     * {@return those at or below a folder, none where it holds no such library}
     *
     * @param root a folder of libraries, a toolkit, a Python or Conda environment, its site-packages, or its package torch or
     *     nvidia; need not be there
     */
    public static CudaFolders below(Path root) {
        Set<Path> found = new LinkedHashSet<>();
        for (String place : PLACES) {
            matching(List.of(root), place)
                    .map(folder -> folder.toAbsolutePath().normalize())
                    .filter(CudaFolders::holdsLibraries)
                    .forEach(found::add);
        }
        return new CudaFolders(List.copyOf(found));
    }

    /** Takes a pattern a name at a time, so that no folder is listed but those which it may be in. */
    private static Stream<Path> matching(List<Path> roots, String pattern) {
        List<Path> folders = roots;
        for (String name : pattern.split("/")) {
            List<Path> next = new ArrayList<>();
            for (Path folder : folders) {
                if (name.contains("*")) {
                    next.addAll(list(folder, name));
                } else if (Files.isDirectory(folder.resolve(name))) {
                    next.add(folder.resolve(name));
                }
            }
            folders = next;
        }
        return folders.stream();
    }

    private static List<Path> list(Path folder, String pattern) {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, pattern)) {
            entries.forEach(found::add);
        } catch (IOException | DirectoryIteratorException e) {
            return List.of(); // What cannot be read holds nothing that can be loaded.
        }
        found.sort(null);
        return found;
    }

    private static boolean holdsLibraries(Path folder) {
        CudaFolders one = new CudaFolders(List.of(folder));
        return Arrays.stream(CudaLibrary.values())
                .anyMatch(library -> one.find(library.file()).isPresent()
                        || one.otherVersion(library).isPresent());
    }

    /** {@return these and others after them} */
    CudaFolders and(CudaFolders others) {
        return new CudaFolders(Stream.concat(folders.stream(), others.folders.stream())
                .distinct()
                .toList());
    }

    /**
     * {@return a library's file}
     *
     * @param file its name, e.g. "libcublas.so.13"
     */
    Optional<Path> find(String file) {
        return folders.stream()
                .map(folder -> folder.resolve(file))
                .filter(Files::isRegularFile)
                .findFirst();
    }

    /** {@return all files whose names match a pattern, e.g. "libnvrtc-builtins.so.*"} */
    List<Path> all(String pattern) {
        return folders.stream()
                .flatMap(folder -> list(folder, pattern).stream())
                .toList();
    }

    /**
     * {@return whether a library is there in the version that is needed}
     *
     * @param library which
     */
    public boolean hold(CudaLibrary library) {
        return find(library.file()).isPresent();
    }

    /**
     * {@return a library's file of another major version, e.g. "libcublas.so.12", if it is there}
     *
     * @param library which
     */
    public Optional<Path> otherVersion(CudaLibrary library) {
        String name = library.file().replaceFirst("\\d+$", "");
        return all(name + "[0-9]*").stream()
                .filter(file ->
                        file.getFileName().toString().substring(name.length()).matches("\\d+"))
                .filter(file -> !file.endsWith(library.file()))
                .findFirst();
    }
}
