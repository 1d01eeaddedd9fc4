package io.github.metis8d.torch.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Folders laid out as toolkits and Python's package managers lay them out, with empty files for libraries. */
class CudaFoldersTest {
    @TempDir
    private Path temp;

    private Path library(String name) throws IOException {
        Path file = temp.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.createFile(file);
    }

    @ParameterizedTest
    @CsvSource({
        "cuda-13.1/lib64, cuda-13.1/lib64",
        "cuda-13.1, cuda-13.1/lib64",
        "cuda-13.1, cuda-13.1/targets/x86_64-linux/lib",
        "cuda-13.1, cuda-13.1/extras/CUPTI/lib64",
        "conda, conda/lib",
        "venv, venv/lib/python3.12/site-packages/nvidia/cu13/lib",
        "venv/lib/python3.12/site-packages, venv/lib/python3.12/site-packages/nvidia/cu13/lib",
        "venv/lib/python3.12/site-packages/nvidia, venv/lib/python3.12/site-packages/nvidia/nccl/lib",
        "venv/lib/python3.12/site-packages/torch, venv/lib/python3.12/site-packages/nvidia/cudnn/lib",
        "venv/lib/python3.12/site-packages/torch/lib, venv/lib/python3.12/site-packages/nvidia/cudnn/lib",
        "venv, venv/lib/python3.12/site-packages/torch/lib",
        "usr, usr/lib/python3/dist-packages/nvidia/cu13/lib",
        "usr, usr/lib/x86_64-linux-gnu"
    })
    void librariesAreFoundBelowWhateverFolderPeopleName(String named, String folder) throws IOException {
        Path file = library(folder + "/libcublas.so.13");
        Files.createDirectories(temp.resolve(named));
        assertThat(CudaFolders.below(temp.resolve(named)).find("libcublas.so.13"))
                .hasValue(file);
    }

    @Test
    void packagesLieInSeveralFolders() throws IOException {
        library("venv/lib/python3.12/site-packages/nvidia/cu13/lib/libcublas.so.13");
        library("venv/lib/python3.12/site-packages/nvidia/cudnn/lib/libcudnn.so.9");
        library("venv/lib/python3.12/site-packages/nvidia/cusparselt/lib/libcusparseLt.so.0");
        CudaFolders folders = CudaFolders.below(temp.resolve("venv"));
        assertThat(folders.folders()).hasSize(2);
        assertThat(folders.hold(CudaLibrary.CUBLAS)).isTrue();
        assertThat(folders.hold(CudaLibrary.CUDNN)).isTrue();
        assertThat(folders.hold(CudaLibrary.NCCL)).isFalse();
    }

    @Test
    void aFolderThatIsNotThereHasNone() {
        assertThat(CudaFolders.below(temp.resolve("nowhere")).folders()).isEmpty();
    }

    @Test
    void librariesOfAnotherCudaAreSeenButNotTaken() throws IOException {
        Path old = library("venv/lib/python3.9/site-packages/nvidia/cublas/lib/libcublas.so.12");
        library("venv/lib/python3.9/site-packages/nvidia/cublas/lib/libcublasLt.so.12.3.4");
        CudaFolders folders = CudaFolders.below(temp.resolve("venv"));
        assertThat(folders.hold(CudaLibrary.CUBLAS)).isFalse();
        assertThat(folders.otherVersion(CudaLibrary.CUBLAS)).hasValue(old);
        assertThat(folders.otherVersion(CudaLibrary.CUBLASLT)).isEmpty();
    }

    @Test
    void theSystemPropertyNamesSeveral() throws IOException {
        library("a/lib64/libcublas.so.13");
        library("b/lib/libcudnn.so.9");
        String before = System.getProperty(CudaFolders.PROPERTY);
        try {
            System.setProperty(CudaFolders.PROPERTY, temp.resolve("a") + ":" + temp.resolve("b") + "::\0");
            assertThat(CudaFolders.named().folders()).containsExactly(temp.resolve("a/lib64"), temp.resolve("b/lib"));
        } finally {
            if (before == null) {
                System.clearProperty(CudaFolders.PROPERTY);
            } else {
                System.setProperty(CudaFolders.PROPERTY, before);
            }
        }
    }

    @Test
    void theBestPlaceIsThatWithTheMostOfWhatIsMissing() throws IOException {
        library("usr/local/cuda-13.0/lib64/libcublas.so.13");
        library("home/.venv/lib/python3.12/site-packages/nvidia/cu13/lib/libcublas.so.13");
        library("home/.venv/lib/python3.12/site-packages/nvidia/nccl/lib/libnccl.so.2");
        CudaPlaces places = CudaPlaces.of(Map.of(), temp, temp.resolve("home"));
        assertThat(places.best(List.of(CudaLibrary.CUBLAS, CudaLibrary.NCCL))).hasValue(temp.resolve("home/.venv"));
        assertThat(places.best(List.of(CudaLibrary.CUBLAS))).hasValue(temp.resolve("usr/local/cuda-13.0"));
        assertThat(places.best(List.of(CudaLibrary.CUFILE))).isEmpty();
        assertThat(places.best(EnumSet.noneOf(CudaLibrary.class))).isEmpty();
    }

    @Test
    void environmentsAreKnownByVariablesAndByThePythonThatIsFirstOnThePath() throws IOException {
        library("active/lib/libcublas.so.13");
        library("python/lib/libnccl.so.2");
        Path python = library("python/bin/python3");
        assertThat(python.toFile().setExecutable(true)).isTrue();
        Map<String, String> environment = Map.of(
                "VIRTUAL_ENV",
                temp.resolve("active").toString(),
                "PATH",
                "\0:" + temp.resolve("python/bin") + ":/nowhere");
        CudaPlaces places = CudaPlaces.of(environment, temp.resolve("system"), temp.resolve("home"));
        assertThat(places.best(List.of(CudaLibrary.CUBLAS))).hasValue(temp.resolve("active"));
        assertThat(places.best(List.of(CudaLibrary.NCCL))).hasValue(temp.resolve("python"));
    }

    @Test
    void anotherVersionIsFoundInAnyPlace() throws IOException {
        Path old = library("usr/local/cuda-12.4/lib64/libcudart.so.12");
        CudaPlaces places = CudaPlaces.of(Map.of(), temp, temp.resolve("home"));
        assertThat(places.otherVersion(CudaLibrary.CUDART)).hasValue(old);
        assertThat(places.otherVersion(CudaLibrary.CUBLAS)).isEmpty();
    }
}
