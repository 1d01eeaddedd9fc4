package io.github.metis8d.torch.cuda;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bytedeco.cuda.nvml.nvmlDevice_st;

/** NVML without a driver: two GPUs, and calls that fail as they are told to. */
final class FakeNvml implements NvmlCalls {
    private static final int NOT_SUPPORTED = 3;
    private static final int LOST = 15;

    private final Set<String> failing = new HashSet<>();
    private final Set<Integer> lost = new HashSet<>();
    private final List<String> calls = new ArrayList<>();

    /** Has a call of this name fail, on every GPU. */
    FakeNvml fail(String call) {
        failing.add(call);
        return this;
    }

    /** Has CUDA not find a GPU any more. */
    FakeNvml lose(int gpu) {
        lost.add(gpu);
        return this;
    }

    /** The names of the calls so far. */
    List<String> calls() {
        return calls;
    }

    private int result(String call) {
        calls.add(call);
        return failing.contains(call) ? NOT_SUPPORTED : SUCCESS;
    }

    private int result(String call, int[] value, int right) {
        int result = result(call);
        value[0] = result == SUCCESS ? right : -1;
        return result;
    }

    @Override
    public int nvmlInit() {
        return result("nvmlInit");
    }

    @Override
    public int nvmlDeviceGetHandleByPciBusId(String pciBusId, nvmlDevice_st device) {
        return pciBusId.equals("bus 0") ? result("nvmlDeviceGetHandleByPciBusId") : SUCCESS;
    }

    @Override
    public int nvmlDeviceGetUtilizationRates(nvmlDevice_st device, int[] multiprocessors) {
        return result("nvmlDeviceGetUtilizationRates", multiprocessors, 97);
    }

    @Override
    public int nvmlDeviceGetMemoryInfo(nvmlDevice_st device, long[] memory) {
        memory[0] = 3L << 30;
        memory[1] = 80L << 30;
        return result("nvmlDeviceGetMemoryInfo");
    }

    @Override
    public int nvmlDeviceGetTemperature(nvmlDevice_st device, int[] celsius) {
        return result("nvmlDeviceGetTemperature", celsius, 54);
    }

    @Override
    public int nvmlDeviceGetPowerUsage(nvmlDevice_st device, int[] milliwatts) {
        return result("nvmlDeviceGetPowerUsage", milliwatts, 412_300);
    }

    @Override
    public int nvmlDeviceGetClockInfo(nvmlDevice_st device, int[] multiprocessors) {
        return result("nvmlDeviceGetClockInfo", multiprocessors, 1755);
    }

    @Override
    public String nvmlErrorString(int error) {
        return error == NOT_SUPPORTED ? "Not Supported" : "error " + error;
    }

    @Override
    public int gpus() {
        return 2;
    }

    @Override
    public String pciBusId(int gpu) {
        if (lost.contains(gpu)) {
            throw new IllegalStateException("CUDA error: error " + LOST);
        }
        return "bus " + gpu;
    }
}
