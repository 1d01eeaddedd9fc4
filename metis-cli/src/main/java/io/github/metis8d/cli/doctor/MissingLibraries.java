package io.github.metis8d.cli.doctor;

import io.github.metis8d.torch.runtime.CudaFolders;
import io.github.metis8d.torch.runtime.CudaLibrary;
import io.github.metis8d.torch.runtime.CudaPlaces;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What to do about libraries of NVIDIA that are missing.
 *
 * @param missing those
 * @param places where they may be
 */
record MissingLibraries(List<CudaLibrary> missing, CudaPlaces places) {
    private static final String INSTALL =
            "install CUDA 13 with cuDNN 9 and NCCL 2, or the Python packages of torch for CUDA 13,"
                    + " and name the folder by --cuda-libraries or LD_LIBRARY_PATH";

    /** {@return lines for people, none where nothing is missing} */
    List<String> advice() {
        List<String> lines = new ArrayList<>();
        List<CudaLibrary> rest = missing;
        Optional<Path> best = places.best(missing);
        if (best.isPresent()) {
            CudaFolders folders = CudaFolders.below(best.get());
            List<CudaLibrary> there = missing.stream().filter(folders::hold).toList();
            rest = missing.stream().filter(library -> !there.contains(library)).toList();
            lines.add((rest.isEmpty() ? "what is missing" : titles(there)) + " can be had from " + best.get()
                    + ": try --cuda-libraries " + best.get());
        }
        for (CudaLibrary library : rest) {
            places.otherVersion(library)
                    .ifPresent(file ->
                            lines.add(file + " is of another version of CUDA: LibTorch needs " + library.file()));
        }
        if (!rest.isEmpty()) {
            lines.add("for " + (best.isPresent() ? titles(rest) : "what is missing") + ", " + INSTALL);
        }
        return lines;
    }

    private static String titles(List<CudaLibrary> libraries) {
        return libraries.stream().map(CudaLibrary::title).collect(Collectors.joining(", "));
    }
}
