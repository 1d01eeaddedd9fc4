package io.github.metis8d.torch.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.metis8d.torch.OtherJvm;
import io.github.metis8d.torch.runtime.LibTorch;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The presets of CUDA and NVML, and LibTorch's CUDA build, with a stand-in for the driver and the calls of the runtime: that
 * arguments arrive where they should, that LibTorch does what this library counts on, and that a GPU that fails does not end the
 * process. Runs with {@code mvn -Pcuda} where CUDA's libraries are found and there is no GPU.
 */
class PresetsTest {
    @TempDir
    private static Path folder;

    private static final List<String> OF_STAND_IN = List.of("call: ", "told: ");

    @Test
    void whatIsCalledArrivesAndAGpuThatFailsEndsNothing() throws IOException, InterruptedException {
        Optional<String> compiler = EmulatedDevice.compiler();
        assumeTrue(LibTorch.builtWithCuda(), "LibTorch's CUDA build is not there, or not CUDA's libraries; mvn -Pcuda");
        assumeTrue(LibTorch.cudaDevices() == 0, "there is a GPU, on which other tests run");
        assumeTrue(compiler.isPresent(), "there is no C++ compiler to make a stand-in for CUDA");

        Path runtime = build(compiler.get(), "RUNTIME", "libstandin.so");
        build(compiler.get(), "DRIVER", "libcuda.so.1");
        build(compiler.get(), "NVML", "libnvidia-ml.so.1");
        String others = System.getenv().getOrDefault("LD_LIBRARY_PATH", "");
        OtherJvm program = OtherJvm.run(
                PresetsProgram.class,
                entry -> true,
                Map.of(
                        "LD_PRELOAD", runtime.toString(),
                        "LD_LIBRARY_PATH", folder + (others.isEmpty() ? "" : ":" + others),
                        "STANDIN_FAILED", folder.resolve("failed").toString()));

        assertThat(program.exitCode()).as(program.said()).isZero();
        List<String> lines = program.said()
                .lines()
                .filter(line -> OF_STAND_IN.stream().anyMatch(line::startsWith))
                .toList();
        assertThat(lines)
                .contains(
                        "told: GPUs 2",
                        "told: Gpu[device=cuda:1, name=Stand-in 1, memoryBytes=85899345920, capability=9.0]",
                        "call: nvmlDeviceGetHandleByPciBusId 00000000:00:00.0",
                        "told: [cuda:1: 97 % busy, 3.0 of 80.0 GiB in use, 54 °C, 1755 MHz]");
        assertThat(between("told: kernel", "told: empty", lines))
                .containsSubsequence(
                        "call: cuModuleLoadData sm_90",
                        "call: cuModuleGetFunction writing",
                        "call: cudaStreamSynchronize LibTorch's",
                        "call: cuLaunchKernel writing grid 70000 16 1 block 96 1 1 shared 0 in LibTorch's stream",
                        "call: cudaStreamSynchronize LibTorch's",
                        "told: written 5.0 0.5, fault Optional.empty",
                        "told: CUDA error: named symbol not found in cuModuleGetFunction",
                        "told: unknown error null",
                        "call: cuModuleUnload",
                        "call: cuModuleUnload");
        assertThat(between("told: empty", "told: emptied, limit 1.0, store native", lines))
                .as("the other GPU's memory stays, and the GPU is not asked for what there is not")
                .isNotEmpty()
                .containsOnly("call: cudaFree on 1");
        assertThat(between("told: empty all", "told: emptied all", lines))
                .contains("call: cudaFree on 0", "call: cudaFree on 1");
        assertThat(between("told: batches", "told: GPU fails", lines))
                .containsSubsequence(
                        "call: cudaEventCreateWithFlags 2 on 1",
                        "call: cudaEventCreateWithFlags 2 on 1",
                        "call: cudaHostAlloc 1048576 0 on 1",
                        "call: cudaMalloc 2097152 on 1",
                        "call: cudaMemcpyAsync 12 kind 1 in one of its own",
                        "call: cudaEventRecord another",
                        "call: cudaStreamWaitEvent LibTorch's",
                        "call: cudaEventRecord LibTorch's",
                        "call: cudaStreamWaitEvent another",
                        "call: cudaMemcpyAsync 12 kind 2 in one of its own",
                        "call: cudaEventCreateWithFlags 3 on 1",
                        "call: cudaEventRecord another",
                        "call: cudaEventSynchronize",
                        "told: came back 3.0");
        assertThat(between("told: GPU fails", "told: end", lines))
                .containsSubsequence(
                        "told: CUDA error: an illegal memory access was encountered in cudaEventSynchronize",
                        "told: Optional[cuda:1 failed: an illegal memory access was encountered]",
                        "told: CUDA error: an illegal memory access was encountered in cudaSetDevice",
                        "told: memory of the GPU that failed is freed",
                        "call: cudaFreeHost on 1",
                        "told: the other gives 1000");
    }

    private static List<String> between(String first, String last, List<String> lines) {
        assertThat(lines).containsSubsequence(first, last);
        return lines.subList(lines.indexOf(first) + 1, lines.indexOf(last));
    }

    private static Path build(String compiler, String part, String name) throws IOException, InterruptedException {
        Path source = folder.resolve("cuda.cpp");
        try (InputStream in = PresetsTest.class.getResourceAsStream("/standin/cuda.cpp")) {
            Files.write(source, in.readAllBytes());
        }
        Path library = folder.resolve(name);
        List<String> command = new ArrayList<>(List.of(compiler, "-std=c++17", "-O1", "-shared", "-fPIC"));
        Stream.of("-D" + part, "-Wl,-soname," + name, source.toString(), "-o", library.toString())
                .forEach(command::add);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(said).isZero();
        return library;
    }
}
