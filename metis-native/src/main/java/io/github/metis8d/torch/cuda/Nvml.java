package io.github.metis8d.torch.cuda;

import io.github.metis8d.DeviceStatus;
import io.github.metis8d.torch.runtime.LibTorch;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.bytedeco.cuda.cudart.cudaDeviceProp;
import org.bytedeco.cuda.global.nvml;
import org.bytedeco.cuda.nvml.nvmlDevice_st;
import org.bytedeco.cuda.nvml.nvmlMemory_t;
import org.bytedeco.cuda.nvml.nvmlUtilization_t;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.global.torch_cuda;

/**
 * NVIDIA's management library, which comes with the driver. It is a help, not a need: where it is missing or fails, that
 * is said once, at debug level, and there is no status from then on.
 */
public final class Nvml {
    private static final System.Logger LOG = System.getLogger(Nvml.class.getName());

    private boolean started;
    private boolean absent;

    /** Loads nothing yet. */
    public Nvml() {}

    /**
     * Asks for the status of GPUs.
     *
     * @param devices names as {@link Gpu#device} has them; others are passed over
     * @return the status of those that the process sees, in the order given; none without NVML
     */
    public synchronized List<DeviceStatus> status(List<String> devices) {
        List<String> gpus =
                devices.stream().filter(name -> Gpu.index(name).isPresent()).toList();
        if (absent || gpus.isEmpty()) {
            return List.of();
        }
        try {
            start();
            List<DeviceStatus> all = new ArrayList<>(gpus.size());
            int seen = LibTorch.cudaDevices();
            for (String gpu : gpus) {
                int index = Gpu.index(gpu).getAsInt();
                if (index < seen) {
                    all.add(read(gpu, index));
                }
            }
            return all;
        } catch (LinkageError | RuntimeException e) {
            absent = true;
            LOG.log(Level.DEBUG, "no status of GPUs: {0}", e.toString());
            return List.of();
        }
    }

    private void start() {
        if (!started) {
            check(nvml.nvmlInit_v2(), "nvmlInit");
            started = true;
        }
    }

    private static DeviceStatus read(String name, int index) {
        try (PointerScope scope = new PointerScope()) {
            nvmlDevice_st device = new nvmlDevice_st();
            check(
                    nvml.nvmlDeviceGetHandleByPciBusId_v2(new BytePointer(pciBusId(index)), device),
                    "nvmlDeviceGetHandleByPciBusId");
            nvmlUtilization_t utilisation = new nvmlUtilization_t();
            check(nvml.nvmlDeviceGetUtilizationRates(device, utilisation), "nvmlDeviceGetUtilizationRates");
            nvmlMemory_t memory = new nvmlMemory_t();
            check(nvml.nvmlDeviceGetMemoryInfo(device, memory), "nvmlDeviceGetMemoryInfo");
            return new DeviceStatus(name, utilisation.gpu(), memory.used(), memory.total(), celsius(device));
        }
    }

    // Its successor, nvmlDeviceGetTemperatureV, is not in the drivers of a few years ago.
    @SuppressWarnings("deprecation")
    private static int celsius(nvmlDevice_st device) {
        int[] celsius = new int[1];
        check(nvml.nvmlDeviceGetTemperature(device, nvml.NVML_TEMPERATURE_GPU, celsius), "nvmlDeviceGetTemperature");
        return celsius[0];
    }

    /** NVML numbers all GPUs of the machine, CUDA those of CUDA_VISIBLE_DEVICES; the place on the bus is common. */
    private static String pciBusId(int index) {
        cudaDeviceProp gpu = torch_cuda.getDeviceProperties((byte) index);
        return String.format(Locale.ROOT, "%08x:%02x:%02x.0", gpu.pciDomainID(), gpu.pciBusID(), gpu.pciDeviceID());
    }

    private static void check(int result, String call) {
        if (result != nvml.NVML_SUCCESS) {
            throw new IllegalStateException(
                    call + ": " + nvml.nvmlErrorString(result).getString());
        }
    }
}
