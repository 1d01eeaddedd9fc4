package io.github.metis8d.torch.cuda;

import io.github.metis8d.torch.runtime.LibTorch;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.cuda.cudart.cudaDeviceProp;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.global.torch_cuda;

/**
 * A GPU that the process sees.
 *
 * @param device what this library calls it, e.g. "cuda:0"
 * @param name what NVIDIA calls it
 * @param memoryBytes its memory
 * @param capability its compute capability, e.g. "9.0"
 */
public record Gpu(String device, String name, long memoryBytes, String capability) {
    private static final System.Logger LOG = System.getLogger(Gpu.class.getName());

    private static final Pattern NAME = Pattern.compile("cuda:([0-9]{1,2})");

    /**
     * {@return the number of a GPU among those that the process may see, or nothing if the name is no GPU's}
     *
     * @param device a name, e.g. "cuda:0"
     */
    public static OptionalInt index(String device) {
        Matcher name = NAME.matcher(device);
        return name.matches() ? OptionalInt.of(Integer.parseInt(name.group(1))) : OptionalInt.empty();
    }

    /**
     * {@return those that the process sees, which CUDA_VISIBLE_DEVICES may limit; none in a build without CUDA} One that has
     * failed is left out, and a warning says so.
     */
    public static List<Gpu> all() {
        List<Gpu> gpus = new ArrayList<>();
        int count = LibTorch.cudaDevices();
        for (int i = 0; i < count; i++) {
            try (PointerScope scope = new PointerScope()) {
                cudaDeviceProp gpu = torch_cuda.getDeviceProperties((byte) i);
                gpus.add(new Gpu(
                        "cuda:" + i, gpu.name().getString(), gpu.totalGlobalMem(), gpu.major() + "." + gpu.minor()));
            } catch (RuntimeException e) {
                LOG.log(Level.WARNING, "cuda:{0} does not tell what it is: {1}", i, firstLine(e));
            }
        }
        return gpus;
    }

    /** LibTorch's message goes on with a stack trace. */
    private static String firstLine(RuntimeException failure) {
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    }
}
