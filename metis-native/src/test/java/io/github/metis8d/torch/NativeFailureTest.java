package io.github.metis8d.torch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.metis8d.DeviceFailedException;
import io.github.metis8d.DeviceOutOfMemoryException;
import io.github.metis8d.MetisException;
import io.github.metis8d.ModelException;
import io.github.metis8d.torch.cuda.KernelException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages as LibTorch 2.10 and CUDA 13 have them. */
class NativeFailureTest {
    private static RuntimeException translated(String message) {
        return NativeFailure.translate(new RuntimeException(message), "cuda:0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a total capacity of 23.64 GiB",
                "CUDA error: out of memory in cudaHostAlloc",
                "CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`",
                "cuFFT error: CUFFT_ALLOC_FAILED",
                "[enforce fail at alloc_cpu.cpp:117] . DefaultCPUAllocator: can't allocate memory: you tried to allocate",
                "std::bad_alloc"
            })
    void tooLittleMemoryIsTheBatchsFault(String message) {
        assertThat(translated(message))
                .isInstanceOf(DeviceOutOfMemoryException.class)
                .hasMessageContaining("cuda:0 is out of memory")
                .hasMessageContaining("smaller batches");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CUDA error: an illegal memory access was encountered\nCUDA kernel errors might be asynchronously reported",
                "CUDA error: unspecified launch failure in cudaEventSynchronize",
                "CUDA error: CUBLAS_STATUS_EXECUTION_FAILED when calling `cublasSgemm`",
                "cuDNN error: CUDNN_STATUS_EXECUTION_FAILED",
                "cuFFT error: CUFFT_EXEC_FAILED",
                "CUDA driver error: device not ready"
            })
    void anErrorOfCudaIsTheDevicesFault(String message) {
        assertThat(translated(message))
                .isInstanceOf(DeviceFailedException.class)
                .hasMessageContaining(message.lines().findFirst().orElseThrow())
                .hasMessageContaining("metis.kernels=none")
                .message()
                .doesNotContain("\n");
    }

    @Test
    void aKernelThatCannotBeLaunchedIsTheDevicesFault() {
        assertThat(NativeFailure.translate(
                        new KernelException("CUDA error: an illegal memory access was encountered in cuLaunchKernel"),
                        "cuda:0"))
                .isInstanceOf(DeviceFailedException.class);
    }

    @Test
    void whatIsOfThisLibraryStaysAndWhatIsUnknownNamesTheDevice() {
        ModelException known = new ModelException("no such file");
        assertThat(NativeFailure.translate(known, "cpu")).isSameAs(known);
        assertThat(translated("The size of tensor a (3) must match\nException raised from infer_size"))
                .isExactlyInstanceOf(MetisException.class)
                .hasMessageContaining("cuda:0")
                .hasMessageContaining("The size of tensor a (3) must match");
    }
}
