package io.github.metis8d.torch.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.metis8d.torch.checkpoint.W2vBertConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.cuda.global.nvrtc;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kernels as CUDA's compiler sees them. Runs with {@code mvn -Pnvrtc}; needs no GPU and no driver. */
class NvrtcCompilerTest {
    private static final W2vBertConfig PUBLISHED =
            new W2vBertConfig(1024, 16, 4096, W2vBertConfig.OUTPUT_LAYER, 160, 31, 1e-5, 64, 8);
    private static final List<String> ARCHITECTURES = List.of("sm_80", "sm_86", "sm_89", "sm_90", "sm_100", "sm_120");
    private static final Path REPORT = Path.of("target", "kernels.md");

    private static final Pattern REGISTERS = Pattern.compile("Used (\\d+) registers");
    private static final Pattern SHARED = Pattern.compile("(\\d+) bytes smem");
    private static final Pattern SPILLS = Pattern.compile("(\\d+) bytes spill stores, (\\d+) bytes spill loads");

    @TempDir
    private static Path folder;

    private final NvrtcCompiler compiler = new NvrtcCompiler();

    private static boolean onClassPath;

    @BeforeAll
    static void load() throws IOException, InterruptedException {
        onClassPath = NvrtcCompilerTest.class.getResource("/org/bytedeco/cuda/linux-x86_64/libnvrtc.so.13") != null;
        if (onClassPath) {
            standInForTheDriver();
            Loader.load(nvrtc.class);
        }
    }

    @BeforeEach
    void skipWithoutCompiler() {
        assumeTrue(onClassPath, "CUDA's runtime compiler is not on the class path; mvn -Pnvrtc brings it");
    }

    /** The compiler's binding comes with the runtime's, which asks for the driver's library, though not for its functions. */
    private static void standInForTheDriver() throws IOException, InterruptedException {
        try {
            System.loadLibrary("cuda");
            return;
        } catch (UnsatisfiedLinkError noDriver) {
            // As on most machines that build this.
        }
        Optional<String> cxx = EmulatedDevice.compiler();
        assumeTrue(cxx.isPresent(), "there is neither a CUDA driver nor a C++ compiler to make a stand-in for it");
        Path library = folder.resolve("libcuda.so.1");
        Path source = Files.writeString(folder.resolve("empty.cpp"), "\n");
        int result = new ProcessBuilder(
                        cxx.get(), "-shared", "-Wl,-soname,libcuda.so.1", source.toString(), "-o", library.toString())
                .inheritIO()
                .start()
                .waitFor();
        assertThat(result).isZero();
        System.load(library.toString());
    }

    @Test
    void kernelsCompileForEveryArchitectureWithoutSpills() throws IOException {
        List<String> rows = new ArrayList<>(List.of(
                "| kernel | elements | architecture | registers a thread | shared memory, bytes | spills, bytes |",
                "| --- | --- | --- | ---: | ---: | ---: |"));
        for (String architecture : ARCHITECTURES) {
            for (ScalarType dtype : List.of(ScalarType.Float, ScalarType.BFloat16, ScalarType.Half)) {
                for (KernelSource source : List.of(
                        AttentionKernel.source(PUBLISHED, dtype), GatedConvolutionKernel.source(PUBLISHED, dtype))) {
                    NvrtcCompiler.Compiled compiled = compiler.compile(source, architecture);
                    int spilled = number(SPILLS, 1, compiled.log()) + number(SPILLS, 2, compiled.log());
                    assertThat(spilled)
                            .as("%s for %s spills", source, architecture)
                            .isZero();
                    assertThat(compiled.cubin()).startsWith(0x7f, 'E', 'L', 'F');
                    rows.add(String.format(
                            "| %s | %s | %s | %d | %d | %d |",
                            source.name(),
                            source.definitions().get(0).replace("ELEMENT=", ""),
                            architecture,
                            number(REGISTERS, 1, compiled.log()),
                            number(SHARED, 1, compiled.log()),
                            spilled));
                }
            }
        }
        Files.write(REPORT, rows);
    }

    @Test
    void whatCannotBeCompiledIsToldWithTheCompilersWords() {
        KernelSource broken = new KernelSource(AttentionKernel.NAME, List.of("ELEMENT=quaternion"));
        assertThatThrownBy(() -> compiler.compile(broken, "sm_90"))
                .isInstanceOf(KernelException.class)
                .hasMessageContaining(AttentionKernel.NAME)
                .hasMessageContaining("quaternion");
    }

    private static int number(Pattern pattern, int group, String log) {
        Matcher found = pattern.matcher(log);
        assertThat(found.find()).as("%s in: %s", pattern, log).isTrue();
        return Integer.parseInt(found.group(group));
    }
}
