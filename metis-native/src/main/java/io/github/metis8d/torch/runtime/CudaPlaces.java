package io.github.metis8d.torch.runtime;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Places of a machine where people often have NVIDIA's libraries without the linker's knowledge.
 *
 * @param roots folders as {@link CudaFolders#below(Path)} takes them, which need not be there
 */
public record CudaPlaces(List<Path> roots) {
    /** {@return those of this machine, for this user and environment, and before them those that are named already} */
    public static CudaPlaces ofMachine() {
        CudaPlaces usual = of(System.getenv(), Path.of("/"), Path.of(System.getProperty("user.home")));
        return new CudaPlaces(Stream.concat(CudaFolders.named().folders().stream(), usual.roots.stream())
                .toList());
    }

    /**
     * {@return those of a machine}
     *
     * @param environment the process's: LD_LIBRARY_PATH, CUDA_HOME, CUDA_PATH, VIRTUAL_ENV, CONDA_PREFIX and PATH
     * @param system its root
     * @param home the user's folder
     */
    static CudaPlaces of(Map<String, String> environment, Path system, Path home) {
        List<Path> roots = new ArrayList<>();
        for (String variable : List.of("LD_LIBRARY_PATH", "CUDA_HOME", "CUDA_PATH", "VIRTUAL_ENV", "CONDA_PREFIX")) {
            roots.addAll(paths(environment.get(variable)));
        }
        roots.addAll(toolkits(system.resolve("usr/local")));
        paths(environment.get("PATH")).stream()
                .flatMap(folder -> Stream.of("python3", "python").map(folder::resolve))
                .flatMap(python -> prefix(python).stream())
                .forEach(roots::add);
        Stream.of(".local", ".venv", "venv", "miniconda3", "anaconda3", "miniforge3")
                .map(home::resolve)
                .forEach(roots::add);
        Stream.of("usr/local", "usr", "opt/conda").map(system::resolve).forEach(roots::add);
        return new CudaPlaces(roots.stream().distinct().toList());
    }

    private static List<Path> paths(String names) {
        List<Path> paths = new ArrayList<>();
        for (String name : names == null ? new String[0] : names.split(File.pathSeparator)) {
            try {
                if (!name.isBlank()) {
                    paths.add(Path.of(name));
                }
            } catch (InvalidPathException e) {
                // Nothing can lie there.
            }
        }
        return paths;
    }

    /** The newest first. */
    private static List<Path> toolkits(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> entry.getFileName().toString().matches("cuda(-\\d+.*)?"))
                    .sorted(Comparator.reverseOrder())
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /** The folder of a Python, of an environment too, whose program is a link to another's. */
    private static Optional<Path> prefix(Path python) {
        return Files.isExecutable(python)
                ? Optional.ofNullable(python.toAbsolutePath().normalize().getParent())
                        .map(Path::getParent)
                : Optional.empty();
    }

    /**
     * {@return the place that holds the most of these libraries, or nothing where none holds any}
     *
     * @param missing what is looked for
     */
    public Optional<Path> best(Collection<CudaLibrary> missing) {
        Path best = null;
        long most = 0;
        for (Path root : roots) {
            CudaFolders folders = CudaFolders.below(root);
            long held = missing.stream().filter(folders::hold).count();
            if (held > most) {
                best = root;
                most = held;
            }
        }
        return Optional.ofNullable(best);
    }

    /**
     * {@return a library's file of another major version, if one of the places holds it}
     *
     * @param library which
     */
    public Optional<Path> otherVersion(CudaLibrary library) {
        return roots.stream()
                .flatMap(root -> CudaFolders.below(root).otherVersion(library).stream())
                .findFirst();
    }
}
