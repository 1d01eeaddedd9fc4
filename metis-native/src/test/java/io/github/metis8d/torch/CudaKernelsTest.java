package io.github.metis8d.torch;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.metis8d.torch.cuda.CudaKernelDevice;
import io.github.metis8d.torch.cuda.KernelDevice;
import io.github.metis8d.torch.runtime.LibTorch;
import org.bytedeco.pytorch.Device;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** The kernels on the GPU that the tests run on, or else on the first, where there is one. */
class CudaKernelsTest extends KernelsBesideTwins {
    private static final String GPU = TestDevice.isCpu() ? "cuda:0" : TestDevice.NAME;

    private static KernelDevice device;

    @BeforeAll
    static void findGpu() {
        device = LibTorch.cudaDevices() > 0 ? new CudaKernelDevice(new Device(GPU).index()) : null;
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
        return GPU;
    }
}
