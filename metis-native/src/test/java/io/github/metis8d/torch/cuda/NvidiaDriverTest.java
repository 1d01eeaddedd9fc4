package io.github.metis8d.torch.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NvidiaDriverTest {
    @TempDir
    private Path folder;

    private String whyNoGpu() {
        return new NvidiaDriver(folder).whyNoGpu().orElse("");
    }

    @Test
    void aMachineWithoutADriver() {
        assertThat(whyNoGpu()).isEqualTo("there is no NVIDIA driver on this machine");
    }

    @ParameterizedTest
    @CsvSource({
        "NVRM version: NVIDIA UNIX x86_64 Kernel Module  550.54.14  Thu Feb 22 01:44:30 UTC 2024, 550.54.14",
        "NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  575.57.08  Release Build, 575.57.08"
    })
    void aDriverThatIsTooOldForTheLibraries(String version, String number) throws IOException {
        Files.writeString(folder.resolve("version"), version + "\nGCC version:  gcc version 12.2.0\n");
        assertThat(whyNoGpu()).isEqualTo("the NVIDIA driver " + number + " is too old: CUDA 13 needs 580 or later");
    }

    @ParameterizedTest
    @CsvSource({
        "NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  580.65.06  Release Build",
        "NVRM version: NVIDIA UNIX x86_64 Kernel Module  1000.1.2",
        "of a kind that nobody knows"
    })
    void aDriverThatIsNewEnoughIsNotToBlame(String version) throws IOException {
        Files.writeString(folder.resolve("version"), version + "\n");
        assertThat(whyNoGpu()).doesNotContain("too old", "no NVIDIA driver");
    }
}
