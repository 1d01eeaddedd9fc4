package io.github.metis8d.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.metis8d.Latents;
import io.github.metis8d.ModelSource;
import io.github.metis8d.Precision;
import io.github.metis8d.torch.checkpoint.ModelParts;
import io.github.metis8d.torch.checkpoint.W2vBertConfig;
import io.github.metis8d.torch.cuda.AttentionKernel;
import io.github.metis8d.torch.cuda.EmulatedDevice;
import io.github.metis8d.torch.cuda.GatedConvolutionKernel;
import io.github.metis8d.torch.cuda.KernelDevice;
import io.github.metis8d.torch.cuda.KernelOperations;
import io.github.metis8d.torch.cuda.Kernels;
import io.github.metis8d.torch.model.LibTorchOperations;
import io.github.metis8d.torch.model.Operations;
import io.github.metis8d.torch.runtime.LibTorch;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sources of the kernels, run on the CPU. */
class EmulatedKernelsTest extends KernelsBesideTwins {
    @TempDir
    private static Path folder;

    private static EmulatedDevice device;

    @BeforeAll
    static void findCompiler() {
        LibTorch.load();
        device = EmulatedDevice.compiler()
                .map(compiler -> new EmulatedDevice(compiler, folder))
                .orElse(null);
    }

    @BeforeEach
    void skipWithoutCompiler() {
        assumeTrue(device != null, "kernels are emulated with a C++ compiler on Linux, and there is none on the PATH");
    }

    @Override
    KernelDevice kernels() {
        return device;
    }

    @Override
    String place() {
        return "cpu";
    }

    @Test
    void aModelWithKernelsGivesTheSameLatents() {
        List<float[]> clips = List.of(Golden.all().findFirst().orElseThrow().samples(), new float[16_079]);
        List<Latents> expected = encode(clips, new LibTorchOperations());
        List<Latents> actual =
                encode(clips, new KernelOperations(new Kernels(device, 1e-4, Kernels.ALL), new LibTorchOperations()));
        for (int i = 0; i < clips.size(); i++) {
            assertThat(Golden.relativeError(
                            actual.get(i).values(), expected.get(i).values()))
                    .isLessThan(2e-5);
        }
        assertThat(device.launches(AttentionKernel.NAME)).isGreaterThanOrEqualTo(W2vBertConfig.OUTPUT_LAYER);
        assertThat(device.launches(GatedConvolutionKernel.NAME)).isGreaterThanOrEqualTo(W2vBertConfig.OUTPUT_LAYER);
    }

    private static List<Latents> encode(List<float[]> clips, Operations operations) {
        try (BuiltInModel tiny = new BuiltInModel(ModelSource.tinyRandom())) {
            Supplier<ModelParts> parts = () -> ModelParts.open(tiny.checkpoint());
            try (TorchBackend backend = TorchBackend.openWith(
                    operations, MemoryCache.NONE, parts, "cpu", ComputePath.of("cpu", Precision.FP32))) {
                return backend.encode(clips);
            }
        }
    }
}
