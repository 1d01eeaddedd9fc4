package io.github.metis8d.torch.cuda;

import io.github.metis8d.DeviceStatus;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import org.bytedeco.cuda.nvml.nvmlDevice_st;

/**
 * NVIDIA's management library, which comes with the driver. It is a help, not a need: what is missing or fails is left out,
 * and said once, at debug level. Each reading is by itself, as is each GPU.
 */
public final class Nvml {
    private static final System.Logger LOG = System.getLogger(Nvml.class.getName());

    private final NvmlCalls nvml;
    private final Set<String> said = new HashSet<>();
    private boolean started;
    private boolean absent;

    /** Loads nothing yet. */
    public Nvml() {
        this(new NvmlPresets());
    }

    /** The same by other calls. */
    Nvml(NvmlCalls nvml) {
        this.nvml = nvml;
    }

    /**
     * Asks for the status of GPUs.
     *
     * @param devices names as {@link Gpu#device} has them; others are passed over
     * @return the status of those that the process sees and NVML finds, in the order given; none without NVML
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
            int seen = nvml.gpus();
            for (String gpu : gpus) {
                int index = Gpu.index(gpu).getAsInt();
                if (index < seen) {
                    read(gpu, index).ifPresent(all::add);
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
            int result = nvml.nvmlInit();
            if (result != NvmlCalls.SUCCESS) {
                throw new IllegalStateException("nvmlInit: " + nvml.nvmlErrorString(result));
            }
            started = true;
        }
    }

    private Optional<DeviceStatus> read(String gpu, int index) {
        nvmlDevice_st device = new nvmlDevice_st();
        try {
            if (!went(nvml.nvmlDeviceGetHandleByPciBusId(nvml.pciBusId(index), device), gpu, "place")) {
                return Optional.empty();
            }
        } catch (RuntimeException e) {
            sayOnce(gpu, "place", e.getMessage());
            return Optional.empty();
        }
        OptionalInt milliwatts = number(gpu, "power", device, nvml::nvmlDeviceGetPowerUsage);
        return Optional.of(new DeviceStatus(
                gpu,
                number(gpu, "utilisation", device, nvml::nvmlDeviceGetUtilizationRates),
                memory(gpu, device),
                number(gpu, "temperature", device, nvml::nvmlDeviceGetTemperature),
                milliwatts.isPresent() ? OptionalDouble.of(milliwatts.getAsInt() / 1000.0) : OptionalDouble.empty(),
                number(gpu, "clock", device, nvml::nvmlDeviceGetClockInfo)));
    }

    private interface Reading {
        int read(nvmlDevice_st device, int[] value);
    }

    private OptionalInt number(String gpu, String what, nvmlDevice_st device, Reading reading) {
        int[] value = new int[1];
        return went(reading.read(device, value), gpu, what) ? OptionalInt.of(value[0]) : OptionalInt.empty();
    }

    private Optional<DeviceStatus.Memory> memory(String gpu, nvmlDevice_st device) {
        long[] usedAndTotal = new long[2];
        return went(nvml.nvmlDeviceGetMemoryInfo(device, usedAndTotal), gpu, "memory")
                ? Optional.of(new DeviceStatus.Memory(usedAndTotal[0], usedAndTotal[1]))
                : Optional.empty();
    }

    private boolean went(int result, String gpu, String what) {
        if (result == NvmlCalls.SUCCESS) {
            return true;
        }
        sayOnce(gpu, what, nvml.nvmlErrorString(result));
        return false;
    }

    private void sayOnce(String gpu, String what, String reason) {
        if (said.add(gpu + " " + what)) {
            LOG.log(Level.DEBUG, "{0} does not tell its {1}: {2}", gpu, what, reason);
        }
    }
}
