package io.github.metis8d.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.metis8d.torch.runtime.CudaLibrary;
import io.github.metis8d.torch.runtime.CudaPlaces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MissingLibrariesTest {
    private static final List<CudaLibrary> MISSING = List.of(CudaLibrary.CUBLAS, CudaLibrary.CUDNN, CudaLibrary.NCCL);

    @TempDir
    private Path temp;

    private List<String> advice(List<CudaLibrary> missing) {
        return new MissingLibraries(missing, new CudaPlaces(List.of(temp.resolve("nowhere"), temp.resolve("venv"))))
                .advice();
    }

    private Path library(String name) throws IOException {
        Path file = temp.resolve("venv/lib/python3.12/site-packages/nvidia/cu13/lib")
                .resolve(name);
        Files.createDirectories(file.getParent());
        return Files.createFile(file);
    }

    @Test
    void nothingIsToldWhereNothingIsMissing() {
        assertThat(advice(List.of())).isEmpty();
    }

    @Test
    void aPlaceThatHasThemAllIsAllThereIsToTell() throws IOException {
        for (CudaLibrary library : MISSING) {
            library(library.file());
        }
        assertThat(advice(MISSING))
                .containsExactly("what is missing can be had from " + temp.resolve("venv") + ": try --cuda-libraries "
                        + temp.resolve("venv"));
    }

    @Test
    void aPlaceWithSomeIsNamedWithTheseAndTheOthersAreToBeInstalled() throws IOException {
        library("libcublas.so.13");
        library("libnccl.so.2");
        assertThat(advice(MISSING)).hasSize(2);
        assertThat(advice(MISSING).get(0)).startsWith("cuBLAS, NCCL can be had from " + temp.resolve("venv"));
        assertThat(advice(MISSING).get(1)).startsWith("for cuDNN, install CUDA 13");
    }

    @Test
    void librariesOfAnOlderCudaAreNamed() throws IOException {
        Path old = library("libcublas.so.12");
        assertThat(advice(MISSING)).hasSize(2);
        assertThat(advice(MISSING).get(0))
                .startsWith(old + " is of another version of CUDA: LibTorch needs libcublas.so.13");
        assertThat(advice(MISSING).get(1)).startsWith("for what is missing, install CUDA 13");
    }
}
