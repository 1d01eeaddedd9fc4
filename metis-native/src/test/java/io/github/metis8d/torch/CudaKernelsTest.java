package io.github.metis8d.torch;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.metis8d.torch.cuda.CudaKernelDevice;
import io.github.metis8d.torch.cuda.KernelDevice;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** The kernels on a GPU, where there is one. */
class CudaKernelsTest extends KernelComparison {
    private static KernelDevice device;

    @BeforeAll
    static void findGpu() {
        device = LibTorch.cudaDevices() > 0 ? new CudaKernelDevice(0) : null;
    }

    @BeforeEach
    void skipWithoutGpu() {
        assumeTrue(device != null, "LibTorch sees no GPU");
    }

    @AfterAll
    static void close() {
        if (device != null) {
            device.close();
        }
    }

    @Override
    KernelDevice kernels() {
        return device;
    }

    @Override
    String place() {
        return "cuda:0";
    }
}
