package io.github.metis8d.spark;

import io.github.metis8d.DeviceUnavailableException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.resource.ResourceInformation;

/** On which devices a task encodes: those that are named, or the GPUs that Spark gives it. */
final class TaskDevices {
    private static final String GPU = "gpu";

    private TaskDevices() {}

    /**
     * Finds the devices of a task.
     *
     * @param named as the options have them
     * @param resources of the task, by name
     * @param visible what CUDA_VISIBLE_DEVICES is, or null
     * @return names as an encoder takes them, sorted
     * @throws DeviceUnavailableException if the process does not see a GPU that Spark gives it
     */
    static List<String> of(List<String> named, Map<String, ResourceInformation> resources, String visible) {
        ResourceInformation gpus = resources.get(GPU);
        if (gpus == null || gpus.addresses().length == 0 || !named.equals(List.of(EncodingOptions.ALL_GPUS))) {
            return named.stream().sorted().toList();
        }
        return Arrays.stream(gpus.addresses())
                .map(address -> "cuda:" + index(address.trim(), visible))
                .sorted()
                .toList();
    }

    /** The number that CUDA has for a GPU: where it may see some only, their places among these. */
    private static int index(String address, String visible) {
        if (visible == null || visible.isBlank()) {
            if (!address.matches("\\d{1,4}")) {
                throw new DeviceUnavailableException("Spark gives this task the GPU " + address
                        + ", which is no number; have the discovery script print the GPUs' numbers, or set"
                        + " CUDA_VISIBLE_DEVICES to what it prints");
            }
            return Integer.parseInt(address);
        }
        List<String> seen = Arrays.stream(visible.split(",")).map(String::trim).toList();
        if (!seen.contains(address)) {
            throw new DeviceUnavailableException("Spark gives this task the GPU " + address
                    + ", but CUDA_VISIBLE_DEVICES=" + visible + " hides it from the executor; have the discovery script"
                    + " print those that it names, or unset it");
        }
        return seen.indexOf(address);
    }
}
