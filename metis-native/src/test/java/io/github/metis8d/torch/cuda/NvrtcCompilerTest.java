package io.github.metis8d.torch.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.metis8d.torch.checkpoint.W2vBertConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
    private static final List<Multiprocessor> MULTIPROCESSORS = List.of(
            new Multiprocessor(80, 2048, 32, 164),
            new Multiprocessor(86, 1536, 16, 100),
            new Multiprocessor(89, 1536, 24, 100),
            new Multiprocessor(90, 2048, 32, 228),
            new Multiprocessor(100, 2048, 32, 228),
            new Multiprocessor(120, 1536, 24, 100));
    private static final List<ScalarType> FORMATS = List.of(ScalarType.Float, ScalarType.BFloat16, ScalarType.Half);
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

    /**
     * How much goes on a multiprocessor at once (CUDA C++ Programming Guide, technical specifications by compute capability).
     *
     * @param architecture the compute capability without its point
     * @param threads at most
     * @param blocks at most
     * @param sharedKib its shared memory
     */
    private record Multiprocessor(int architecture, int threads, int blocks, int sharedKib) {
        private static final int REGISTERS = 65_536;

        /** In this they are handed out to a warp. */
        private static final int REGISTER_UNIT = 256;

        /** That of a block is rounded up to this, and the system takes as much for itself. */
        private static final int SHARED_UNIT_KIB = 1;

        /** How many blocks of a kernel. */
        int room(int blockThreads, int registers, int sharedBytes) {
            int warpRegisters = (32 * registers + REGISTER_UNIT - 1) / REGISTER_UNIT * REGISTER_UNIT;
            int byRegisters = REGISTERS / warpRegisters / (blockThreads / 32);
            int byShared = sharedKib / ((sharedBytes + 1023) / 1024 + SHARED_UNIT_KIB);
            return Math.min(Math.min(blocks, threads / blockThreads), Math.min(byRegisters, byShared));
        }
    }

    private static int threads(KernelSource source, ScalarType dtype) {
        return source.name().equals(AttentionKernel.NAME)
                ? AttentionKernel.threads(dtype)
                : GatedConvolutionKernel.threads(PUBLISHED.hiddenSize());
    }

    @Test
    void kernelsCompileForEveryArchitectureWithoutSpillsAndFindRoom() throws IOException {
        List<String> rows = new ArrayList<>(List.of(
                "| kernel | elements | architecture | threads a block | registers a thread | shared memory, bytes | spills, "
                        + "bytes | blocks at once |",
                "| --- | --- | --- | ---: | ---: | ---: | ---: | ---: |"));
        for (Multiprocessor multiprocessor : MULTIPROCESSORS) {
            KernelTarget target = new KernelTarget(multiprocessor.architecture(), false);
            for (ScalarType dtype : FORMATS) {
                for (KernelSource source : List.of(
                        AttentionKernel.source(PUBLISHED, dtype), GatedConvolutionKernel.source(PUBLISHED, dtype))) {
                    KernelCompiler.Compiled compiled = compiler.compile(source, target);
                    int spilled = number(SPILLS, 1, compiled.log()) + number(SPILLS, 2, compiled.log());
                    assertThat(spilled).as("%s for %s spills", source, target).isZero();
                    assertThat(compiled.image()).startsWith(0x7f, 'E', 'L', 'F');
                    int threads = threads(source, dtype);
                    int registers = number(REGISTERS, 1, compiled.log());
                    int shared = number(SHARED, 1, compiled.log());
                    int room = multiprocessor.room(threads, registers, shared);
                    assertThat(room).as("%s for %s has room", source, target).isPositive();
                    rows.add(String.format(
                            "| %s | %s | %s | %d | %d | %d | %d | %d |",
                            source.name(),
                            source.definitions().get(0).replace("ELEMENT=", ""),
                            target,
                            threads,
                            registers,
                            shared,
                            spilled,
                            room));
                }
            }
        }
        Files.write(REPORT, rows);
    }

    @Test
    void theCompilerTellsWhichGpusItKnows() {
        assertThat(compiler.architectures()).contains(80, 86, 89, 90, 100, 120);
    }

    @Test
    void forAGpuThatIsNewerItCompilesWhatTheDriverTranslates() {
        KernelTarget target = KernelTarget.of(99, 0, compiler.architectures());
        for (ScalarType dtype : FORMATS) {
            for (KernelSource source : List.of(
                    AttentionKernel.source(PUBLISHED, dtype), GatedConvolutionKernel.source(PUBLISHED, dtype))) {
                byte[] ptx = compiler.compile(source, target).image();
                assertThat(ptx).endsWith((byte) 0);
                assertThat(new String(ptx, StandardCharsets.US_ASCII))
                        .contains(".target sm_" + target.architecture())
                        .contains(".entry " + source.name() + "(");
            }
        }
    }

    @Test
    void whatCannotBeCompiledIsToldWithTheCompilersWords() {
        KernelSource broken = new KernelSource(AttentionKernel.NAME, List.of("ELEMENT=quaternion"));
        assertThatThrownBy(() -> compiler.compile(broken, new KernelTarget(90, false)))
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
