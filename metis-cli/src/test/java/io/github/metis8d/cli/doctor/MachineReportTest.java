package io.github.metis8d.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.metis8d.torch.cuda.Gpu;
import io.github.metis8d.torch.cuda.NvidiaDriver;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report on machines that are made up. */
class MachineReportTest {
    private static final Gpu GPU = new Gpu("cuda:0", "NVIDIA Test", 24L << 30, "9.0");

    @TempDir
    Path proc;

    private String report(List<Gpu> seen, String limit) {
        StringWriter out = new StringWriter();
        new MachineReport(new NvidiaDriver(proc), seen, limit).print(new PrintWriter(out));
        return out.toString();
    }

    private void machineHas(int gpus) throws IOException {
        Files.writeString(
                proc.resolve("version"), "NVRM version: NVIDIA UNIX x86_64 Kernel Module 580.1\nGCC version: 12\n");
        for (int i = 0; i < gpus; i++) {
            Files.createDirectories(proc.resolve("gpus/0000:0" + i + ":00.0"));
        }
    }

    @Test
    void aMachineWithNothing() {
        assertThat(report(List.of(), null))
                .containsPattern("(?m)^processor [a-z0-9_]+, [0-9]+ cores?$")
                .contains("driver    none: there is no NVIDIA driver on this machine")
                .contains("GPU       none that this process sees")
                .doesNotContain("of the machine's");
    }

    @Test
    void everyGpuIsNamedWithMemoryAndCapability() throws IOException {
        machineHas(1);
        assertThat(report(List.of(GPU), null))
                .contains("driver    NVRM version: NVIDIA UNIX x86_64 Kernel Module 580.1")
                .contains("cuda:0    NVIDIA Test, 24.0 GiB, compute capability 9.0")
                .doesNotContain("none that this process sees")
                .doesNotContain("of the machine's");
    }

    @Test
    void gpusThatTheEnvironmentHidesAreCounted() throws IOException {
        machineHas(4);
        assertThat(report(List.of(GPU), "2"))
                .contains("of the machine's 4 GPUs, 3 not: CUDA_VISIBLE_DEVICES=2 hides them");
        assertThat(report(List.of(), ""))
                .contains("none that this process sees")
                .contains("of the machine's 4 GPUs, 4 not: CUDA_VISIBLE_DEVICES= hides them");
    }

    @Test
    void gpusThatNobodyHidesAreCountedToo() throws IOException {
        machineHas(2);
        assertThat(report(List.of(), null))
                .containsPattern("of the machine's 2 GPUs, 2 not: (LibTorch was built|CUDA cannot)");
    }
}
