package io.github.metis8d.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.metis8d.DeviceFailedException;
import io.github.metis8d.DeviceOutOfMemoryException;
import io.github.metis8d.ModelException;
import io.github.metis8d.ModelSource;
import io.github.metis8d.Precision;
import io.github.metis8d.torch.checkpoint.ModelParts;
import io.github.metis8d.torch.cuda.KernelDevice;
import io.github.metis8d.torch.cuda.KernelOperations;
import io.github.metis8d.torch.cuda.KernelSource;
import io.github.metis8d.torch.cuda.Kernels;
import io.github.metis8d.torch.cuda.LoadedKernel;
import io.github.metis8d.torch.model.LibTorchOperations;
import io.github.metis8d.torch.model.Metis8dModel;
import io.github.metis8d.torch.model.Operations;
import io.github.metis8d.torch.runtime.LibTorch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a device is given back what LibTorch keeps of its memory, with a list in place of a GPU's cache. */
class MemoryCacheTest {
    private static final List<float[]> CLIP = List.of(new float[16_000]);

    /** The native objects that are left each time the cache is emptied. */
    private final List<Long> emptied = new ArrayList<>();

    private TinyCheckpoint checkpoint;
    private long before;
    private boolean closed;

    @BeforeEach
    void write(@TempDir Path folder) {
        checkpoint = new TinyCheckpoint(folder);
        LibTorch.load();
        before = Pointer.totalCount();
    }

    private TorchBackend open(ModelSource.Checkpoint files) {
        return open(files, new LibTorchOperations());
    }

    private TorchBackend open(ModelSource.Checkpoint files, Operations operations) {
        return TorchBackend.openWith(
                operations,
                () -> emptied.add(Pointer.totalCount()),
                () -> ModelParts.open(files),
                "cpu",
                ComputePath.of("cpu", Precision.FP32));
    }

    private void assertEmptiedOnceTheModelIsGone() {
        assertThat(emptied).singleElement().satisfies(left -> assertThat(left).isLessThanOrEqualTo(before));
    }

    @Test
    void closingGivesTheMemoryBackOnceTheModelIsGone() {
        TorchBackend backend = open(checkpoint.source());
        backend.encode(CLIP);
        assertThat(emptied).isEmpty();
        backend.close();
        assertEmptiedOnceTheModelIsGone();
    }

    @Test
    void whatFailsToOpenGivesTheMemoryBack() throws IOException {
        // Half of the model is loaded by then.
        Files.write(checkpoint.codecTensors(), new byte[100]);
        assertThatThrownBy(() -> open(checkpoint.source())).isInstanceOf(ModelException.class);
        assertEmptiedOnceTheModelIsGone();
    }

    @Test
    void aKernelThatBreaksTheDeviceInItsTrialGivesTheMemoryBack() {
        KernelDevice broken = new KernelDevice() {
            @Override
            public LoadedKernel load(KernelSource source) {
                return (grid, threads, arguments) -> {};
            }

            @Override
            public double seconds(Runnable work) {
                return 0;
            }

            @Override
            public Optional<String> fault() {
                return Optional.of("cuda:0 failed: an illegal memory access was encountered");
            }

            @Override
            public void close() {
                closed = true;
            }
        };
        Operations operations = new KernelOperations(new Kernels(broken, 1e-4, Kernels.ALL), new LibTorchOperations());
        assertThatThrownBy(() -> open(checkpoint.source(), operations))
                .isInstanceOf(DeviceFailedException.class)
                .hasMessageContaining("METIS_OPTS=-Dmetis.kernels=none");
        assertThat(closed).isTrue();
        assertEmptiedOnceTheModelIsGone();
    }

    @Test
    void aLibraryThatFindsNoMemoryIsGivenTheCache() {
        try (TorchBackend backend = open(checkpoint.source())) {
            assertThatThrownBy(() -> fail(backend, "CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling cublasCreate"))
                    .isInstanceOf(DeviceOutOfMemoryException.class);
            assertThat(emptied).hasSize(1);
        }
    }

    @Test
    void otherFailuresLeaveTheCacheAlone() {
        try (TorchBackend backend = open(checkpoint.source())) {
            // LibTorch has emptied it by itself before it says so.
            assertThatThrownBy(() -> fail(backend, "CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a total"))
                    .isInstanceOf(DeviceOutOfMemoryException.class);
            assertThatThrownBy(() -> fail(backend, "CUDA error: an illegal memory access was encountered"))
                    .isInstanceOf(DeviceFailedException.class);
            assertThat(emptied).isEmpty();
        }
    }

    /** Has a batch fail on the device. */
    private static void fail(TorchBackend backend, String message) {
        backend.encode(CLIP, new Metis8dModel.Stages() {
            @Override
            public void hidden(Tensor states) {
                throw new IllegalStateException(message);
            }
        });
    }
}
