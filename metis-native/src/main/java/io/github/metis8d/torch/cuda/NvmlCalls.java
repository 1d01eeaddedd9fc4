package io.github.metis8d.torch.cuda;

import org.bytedeco.cuda.nvml.nvmlDevice_st;

/**
 * The calls that are made of NVIDIA's management library, and what LibTorch tells of GPUs. An {@code int} that a call returns
 * is the library's code, 0 where all went well.
 */
interface NvmlCalls {
    /** The code of a call that went well. */
    int SUCCESS = 0;

    int nvmlInit();

    int nvmlDeviceGetHandleByPciBusId(String pciBusId, nvmlDevice_st device);

    /** In per cent. */
    int nvmlDeviceGetUtilizationRates(nvmlDevice_st device, int[] multiprocessors);

    /** In bytes: used, then total. */
    int nvmlDeviceGetMemoryInfo(nvmlDevice_st device, long[] memory);

    /** In degrees Celsius. */
    int nvmlDeviceGetTemperature(nvmlDevice_st device, int[] celsius);

    /** In thousandths of a watt. */
    int nvmlDeviceGetPowerUsage(nvmlDevice_st device, int[] milliwatts);

    /** In megahertz. */
    int nvmlDeviceGetClockInfo(nvmlDevice_st device, int[] multiprocessors);

    String nvmlErrorString(int error);

    /** {@return how many GPUs the process sees} */
    int gpus();

    /**
     * {@return where on the bus a GPU is} NVML numbers all GPUs of the machine, CUDA those of CUDA_VISIBLE_DEVICES; this place
     * is common. LibTorch throws where the GPU has failed.
     */
    String pciBusId(int gpu);
}
