package io.github.metis8d.torch.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.pytorch.global.torch.full;

import io.github.metis8d.torch.runtime.LibTorch;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Which calls of CUDA it takes to load and launch a kernel, and what becomes of their errors. */
class CudaKernelDeviceTest {
    private static final int GPU = 2;
    private static final KernelSource SOURCE = new KernelSource("doubling", List.of("SIZE=1"));
    private static final LoadedKernel.Grid GRID = new LoadedKernel.Grid(70_000, 16, 1);

    private final FakeCuda cuda = new FakeCuda();
    private final FakeCompiler compiler = new FakeCompiler();
    private final CudaKernelDevice device = new CudaKernelDevice(GPU, cuda, compiler);

    @BeforeAll
    static void load() {
        LibTorch.load();
    }

    /** Makes three bytes of a source. */
    private static final class FakeCompiler implements KernelCompiler {
        private final List<KernelTarget> targets = new ArrayList<>();
        private boolean broken;

        @Override
        public int[] architectures() {
            return new int[] {80, 90, 120};
        }

        @Override
        public Compiled compile(KernelSource source, KernelTarget target) {
            if (broken) {
                throw new KernelException(source + " cannot be compiled for " + target);
            }
            targets.add(target);
            return new Compiled(new byte[] {7, 8, 9}, "");
        }
    }

    @Test
    void aKernelIsCompiledOnceForTheVeryGpuAndUnloadedInTheEnd() {
        LoadedKernel kernel = device.load(SOURCE);
        assertThat(device.load(SOURCE)).isSameAs(kernel);
        assertThat(compiler.targets).extracting(KernelTarget::toString).containsExactly("sm_90");
        assertThat(cuda.modules()).containsExactly(new byte[] {7, 8, 9});
        assertThat(cuda.calls())
                .containsExactly(
                        "cudaSetDevice 2",
                        "cudaDeviceGetAttribute major 2",
                        "cudaDeviceGetAttribute minor 2",
                        "cuModuleLoadData",
                        "cuModuleGetFunction doubling");
        device.close();
        assertThat(cuda.held()).isEmpty();
        assertThat(cuda.calls()).endsWith("cudaSetDevice 2", "cuModuleUnload");
    }

    @Test
    void aGpuThatTheCompilerDoesNotKnowYetGetsWhatTheDriverTranslates() {
        cuda.capability(130);
        device.load(SOURCE);
        assertThat(compiler.targets).extracting(KernelTarget::toString).containsExactly("compute_120");
    }

    @Test
    void aDriverTooOldToTranslateIsNamed() {
        cuda.capability(130);
        cuda.fail("cuModuleLoadData", cudart.CUDA_ERROR_UNSUPPORTED_PTX_VERSION);
        assertThatThrownBy(() -> device.load(SOURCE))
                .isInstanceOf(KernelException.class)
                .hasMessageContaining("driver is older than NVRTC")
                .hasMessageContaining("cuda:2 (compute_120)");
    }

    @Test
    void aGpuTooOldForTheKernelsIsNamed() {
        cuda.capability(75);
        assertThatThrownBy(() -> device.load(SOURCE))
                .isInstanceOf(KernelException.class)
                .hasMessageContaining("8.0")
                .hasMessageContaining("cuda:2 has 7.5");
    }

    @Test
    void aLaunchPassesGridThreadsStreamAndTheValuesOfItsArguments() {
        List<Object> seen = new ArrayList<>();
        cuda.onLaunch(launch -> {
            seen.addAll(List.of(launch.kernel(), launch.grid(), launch.threads(), launch.stream()));
            seen.add(launch.address(0));
            seen.add(new IntPointer(launch.arguments().get(1)).get());
            seen.add(new FloatPointer(launch.arguments().get(2)).get());
        });
        LoadedKernel kernel = device.load(SOURCE);
        try (PointerScope scope = new PointerScope()) {
            Tensor tensor = full(new long[] {3}, new Scalar(1.0f));
            kernel.launch(GRID, 96, tensor, 5, 0.5f);
            assertThat(seen)
                    .containsExactly(
                            "doubling", GRID, 96, "compute", tensor.data_ptr().address(), 5, 0.5f);
        }
        assertThat(cuda.calls()).endsWith("cudaSetDevice 2", "currentStream 2", "cuLaunchKernel doubling");
    }

    @Test
    void whatNoKernelTakesIsNotLaunched() {
        LoadedKernel kernel = device.load(SOURCE);
        assertThatThrownBy(() -> kernel.launch(GRID, 96, 0.5)).isInstanceOf(IllegalArgumentException.class);
        assertThat(cuda.calls()).noneMatch(call -> call.startsWith("cuLaunchKernel"));
    }

    @Test
    void whicheverCallFailsSaysWhichAndWhyAndNothingIsLeft() {
        useAndClose(device);
        int made = cuda.made();
        int closing = 2;
        for (int call = 0; call < made; call++) {
            FakeCuda failing = new FakeCuda();
            failing.failAt(call, FakeCuda.ILLEGAL_ADDRESS);
            CudaKernelDevice broken = new CudaKernelDevice(GPU, failing, new FakeCompiler());
            if (call >= made - closing) {
                assertThatCode(() -> useAndClose(broken)).doesNotThrowAnyException();
            } else {
                assertThatThrownBy(() -> useAndClose(broken))
                        .hasMessageContaining("CUDA error: an illegal memory access was encountered");
            }
            String name = failing.call(call).split(" ")[0];
            if (name.startsWith("cu") && !name.startsWith("current") && call < made - closing) {
                CudaKernelDevice again = new CudaKernelDevice(GPU, failingAt(call), new FakeCompiler());
                assertThatThrownBy(() -> useAndClose(again))
                        .isInstanceOf(KernelException.class)
                        .hasMessageEndingWith(" in " + name);
            }
            assertThat(failing.held()).as(name).isEmpty();
        }
    }

    private static FakeCuda failingAt(int call) {
        FakeCuda failing = new FakeCuda();
        failing.failAt(call, FakeCuda.OUT_OF_MEMORY);
        return failing;
    }

    private static void useAndClose(CudaKernelDevice device) {
        try (device) {
            LoadedKernel kernel = device.load(SOURCE);
            assertThat(device.seconds(() -> kernel.launch(GRID, 96))).isNotNegative();
        }
    }

    @Test
    void anErrorThatTheDriverDoesNotKnowHasItsNumber() {
        cuda.fail("cuModuleLoadData", 4711);
        assertThatThrownBy(() -> device.load(SOURCE)).hasMessage("CUDA error: 4711 in cuModuleLoadData");
    }

    @Test
    void aKernelThatCannotBeCompiledIsNoModule() {
        compiler.broken = true;
        assertThatThrownBy(() -> device.load(SOURCE)).isInstanceOf(KernelException.class);
        device.close();
        assertThat(cuda.held()).isEmpty();
    }

    @Test
    void aSoundDeviceHasNoFault() {
        assertThat(device.fault()).isEmpty();
    }

    @Test
    void anErrorThatCanBeTakenAwayIsNoFault() {
        cuda.tellFault(1);
        assertThat(device.fault()).isEmpty();
        assertThat(cuda.calls())
                .containsExactly(
                        "cudaSetDevice 2", "cudaDeviceSynchronize", "cudaGetLastError", "cudaDeviceSynchronize");
    }

    @Test
    void anErrorThatStaysIsOne() {
        cuda.tellFault(2);
        assertThat(device.fault()).contains("cuda:2 failed: an illegal memory access was encountered");
    }

    @Test
    void closingWithoutAKernelCallsNothing() {
        device.close();
        assertThat(cuda.calls()).isEmpty();
    }
}
