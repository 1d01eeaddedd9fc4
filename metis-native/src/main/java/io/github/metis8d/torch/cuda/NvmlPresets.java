package io.github.metis8d.torch.cuda;

import io.github.metis8d.torch.runtime.LibTorch;
import java.util.Locale;
import org.bytedeco.cuda.cudart.cudaDeviceProp;
import org.bytedeco.cuda.global.nvml;
import org.bytedeco.cuda.nvml.nvmlDevice_st;
import org.bytedeco.cuda.nvml.nvmlMemory_t;
import org.bytedeco.cuda.nvml.nvmlUtilization_t;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.global.torch_cuda;

/** NVML itself, by JavaCPP's presets. It holds no logic, as nearly no test runs it. */
final class NvmlPresets implements NvmlCalls {
    @Override
    public int nvmlInit() {
        return nvml.nvmlInit_v2();
    }

    @Override
    public int nvmlDeviceGetHandleByPciBusId(String pciBusId, nvmlDevice_st device) {
        try (BytePointer text = new BytePointer(pciBusId)) {
            return nvml.nvmlDeviceGetHandleByPciBusId_v2(text, device);
        }
    }

    @Override
    public int nvmlDeviceGetUtilizationRates(nvmlDevice_st device, int[] multiprocessors) {
        try (nvmlUtilization_t rates = new nvmlUtilization_t()) {
            int result = nvml.nvmlDeviceGetUtilizationRates(device, rates);
            multiprocessors[0] = rates.gpu();
            return result;
        }
    }

    @Override
    public int nvmlDeviceGetMemoryInfo(nvmlDevice_st device, long[] memory) {
        try (nvmlMemory_t info = new nvmlMemory_t()) {
            int result = nvml.nvmlDeviceGetMemoryInfo(device, info);
            memory[0] = info.used();
            memory[1] = info.total();
            return result;
        }
    }

    // Its successor, nvmlDeviceGetTemperatureV, is not in the drivers of a few years ago.
    @SuppressWarnings("deprecation")
    @Override
    public int nvmlDeviceGetTemperature(nvmlDevice_st device, int[] celsius) {
        return nvml.nvmlDeviceGetTemperature(device, nvml.NVML_TEMPERATURE_GPU, celsius);
    }

    @Override
    public int nvmlDeviceGetPowerUsage(nvmlDevice_st device, int[] milliwatts) {
        return nvml.nvmlDeviceGetPowerUsage(device, milliwatts);
    }

    @Override
    public int nvmlDeviceGetClockInfo(nvmlDevice_st device, int[] multiprocessors) {
        return nvml.nvmlDeviceGetClockInfo(device, nvml.NVML_CLOCK_SM, multiprocessors);
    }

    @Override
    public String nvmlErrorString(int error) {
        return nvml.nvmlErrorString(error).getString();
    }

    @Override
    public int gpus() {
        return LibTorch.cudaDevices();
    }

    @Override
    public String pciBusId(int gpu) {
        try (PointerScope scope = new PointerScope()) {
            cudaDeviceProp found = torch_cuda.getDeviceProperties((byte) gpu);
            return String.format(
                    Locale.ROOT, "%08x:%02x:%02x.0", found.pciDomainID(), found.pciBusID(), found.pciDeviceID());
        }
    }
}
