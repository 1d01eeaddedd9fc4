package io.github.metis8d.torch;

import io.github.metis8d.DeviceUnavailableException;
import io.github.metis8d.torch.cuda.Gpu;
import io.github.metis8d.torch.cuda.NvidiaDriver;
import io.github.metis8d.torch.runtime.CudaBuild;
import io.github.metis8d.torch.runtime.CudaLibrary;
import io.github.metis8d.torch.runtime.LibTorch;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The devices that the process sees. GPUs are numbered as CUDA numbers them for the process: with
 * {@code CUDA_VISIBLE_DEVICES=3,1} it sees the machine's fourth as cuda:0 and its second as cuda:1.
 *
 * @param withCuda whether LibTorch was built with CUDA
 * @param gpus how many GPUs the process sees
 * @param limit the value of the environment variable, or null where it is not set
 * @param driver NVIDIA's, which need not be there
 */
record VisibleDevices(boolean withCuda, int gpus, String limit, NvidiaDriver driver) {
    /** What {@code --device} takes, and the builder of an encoder. */
    private static final String ALL_GPUS = "cuda:all";

    static VisibleDevices ofProcess() {
        return new VisibleDevices(
                LibTorch.builtWithCuda(),
                LibTorch.cudaDevices(),
                System.getenv("CUDA_VISIBLE_DEVICES"),
                NvidiaDriver.ofMachine());
    }

    /** {@return the devices that a name stands for, which need not be there unless it stands for all} */
    List<String> named(String name) {
        if (!name.equals(ALL_GPUS)) {
            return List.of(name);
        }
        if (gpus == 0) {
            throw missing(name);
        }
        return IntStream.range(0, gpus).mapToObj(gpu -> "cuda:" + gpu).toList();
    }

    /** @throws DeviceUnavailableException if there is no such device */
    void require(String device) {
        if (device.equals("cpu")) {
            return;
        }
        int index = Gpu.index(device)
                .orElseThrow(() -> new DeviceUnavailableException("there is no device \"" + device
                        + "\"; name cpu, cuda:0, cuda:1 and so on, or cuda:all for every GPU"));
        if (index >= gpus) {
            throw missing(device);
        }
    }

    private DeviceUnavailableException missing(String device) {
        return new DeviceUnavailableException("there is no CUDA device " + device + ": " + reason()
                + ". To run on the CPU, name the device cpu (on the command line --device cpu).");
    }

    private String reason() {
        if (!withCuda) {
            return CudaBuild.isOnClassPath()
                    ? "LibTorch's CUDA build cannot be loaded for want of "
                            + CudaBuild.missing().stream()
                                    .map(CudaLibrary::toString)
                                    .collect(Collectors.joining(", "))
                            + "; metis doctor tells where to get it"
                    : "the LibTorch on the class path is the CPU build";
        }
        String seen = gpus == 0 ? "the process sees no GPU" : "the process sees " + gpus + " of them";
        return seen
                + (limit == null ? "" : " (CUDA_VISIBLE_DEVICES is \"" + limit + "\")")
                + (gpus == 0 ? driver.whyNoGpu().map(reason -> ", as " + reason).orElse("") : "");
    }
}
