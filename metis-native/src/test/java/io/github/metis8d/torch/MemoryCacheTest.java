package io.github.metis8d.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.metis8d.DeviceFailedException;
import io.github.metis8d.DeviceOutOfMemoryException;
import io.github.metis8d.ModelException;
import io.github.metis8d.ModelSource;
import io.github.metis8d.Precision;
import io.github.metis8d.torch.checkpoint.ModelParts;
import io.github.metis8d.torch.model.LibTorchOperations;
import io.github.metis8d.torch.model.Metis8dModel;
import io.github.metis8d.torch.runtime.LibTorch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

    @BeforeEach
    void write(@TempDir Path folder) {
        checkpoint = new TinyCheckpoint(folder);
        LibTorch.load();
        before = Pointer.totalCount();
    }

    private TorchBackend open(ModelSource.Checkpoint files) {
        return TorchBackend.openWith(
                new LibTorchOperations(),
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
    void aLibraryThatFindsNoMemoryIsGivenTheCache() {
        try (TorchBackend backend = open(checkpoint.source())) {
            assertThatThrownBy(() -> fail(backend, "CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling cublasCreate"))
                    .isInstanceOf(DeviceOutOfMemoryException.class);
            assertThat(emptied).hasSize(1);
        }
    }

    @Test
    void otherFailuresLeaveTheCachesOfOtherGpusAlone() {
        try (TorchBackend backend = open(checkpoint.source())) {
            // LibTorch has emptied this GPU's by itself before it says so.
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
