package io.github.metis8d.torch;

import io.github.metis8d.DeviceFailedException;
import io.github.metis8d.DeviceOutOfMemoryException;
import io.github.metis8d.MetisException;
import io.github.metis8d.loading.JavaCppMemory;
import io.github.metis8d.torch.cuda.Kernels;

/** Turns what LibTorch throws, a C++ message with a stack trace in it, into an error that a caller can act on. */
final class NativeFailure {
    private NativeFailure() {}

    /**
     * {@return the error in this library's terms, the original as its cause}
     *
     * @param failure what came out of a native call, or already an error of this library
     * @param device where it happened
     */
    static RuntimeException translate(RuntimeException failure, String device) {
        if (failure instanceof MetisException) {
            return failure;
        }
        String message = String.valueOf(failure.getMessage());
        String first = message.lines().findFirst().orElse("");
        if (message.contains("out of memory")
                || message.contains("can't allocate memory")
                || message.contains("bad_alloc")
                || message.contains("ALLOC_FAILED")) {
            return new DeviceOutOfMemoryException(
                    device + " is out of memory: " + first + ". Take smaller batches (maxBatchSeconds), another "
                            + "precision, or a device with more memory.",
                    failure);
        }
        if (message.contains("CUDA error")
                || message.contains("CUDA driver error")
                || message.contains("CUBLAS_STATUS")
                || message.contains("cuDNN error")
                || message.contains("cuFFT error")) {
            return new DeviceFailedException(
                    device + " failed: " + first + ". A new process may use it again; the system property "
                            + Kernels.PROPERTY + "=none tells whether this library's own kernels are at fault.",
                    failure);
        }
        return new MetisException("LibTorch could not compute on " + device + ": " + first, failure);
    }

    /** {@return whether it was LibTorch itself that found no memory on a GPU, for a tensor} */
    static boolean isOfTensors(RuntimeException failure) {
        return String.valueOf(failure.getMessage()).contains("CUDA out of memory");
    }

    /**
     * {@return the error in this library's terms, where JavaCPP met its own memory limit}
     *
     * @param failure what came out of a native call
     * @param device where it happened
     * @throws Error the failure, if it is another
     */
    static DeviceOutOfMemoryException translate(Error failure, String device) {
        return JavaCppMemory.exceeded(failure)
                .map(message -> new DeviceOutOfMemoryException(device + " is out of memory: " + message, failure))
                .orElseThrow(() -> failure);
    }
}
