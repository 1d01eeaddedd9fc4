package io.github.metis8d.spi;

import io.github.metis8d.DeviceStatus;
import io.github.metis8d.DeviceUnavailableException;
import io.github.metis8d.ModelException;
import io.github.metis8d.ModelSource;
import io.github.metis8d.Precision;
import java.util.List;

/** Puts a model on a device. Found through {@link java.util.ServiceLoader}. */
public interface BackendProvider {
    /**
     * Lists the devices that a name stands for. By default every name stands for itself.
     *
     * @param name {@code cuda:all} for every GPU that the process sees, or the name of one device
     * @return names as {@link #open} takes them, at least one
     * @throws DeviceUnavailableException if a name for all devices of a kind is given, and there is none
     */
    default List<String> devices(String name) {
        return List.of(name);
    }

    /**
     * Says early, before a model is fetched for it, that there is no such device. Does nothing by default, which leaves
     * it to {@link #open}.
     *
     * @param device {@code cpu}, or {@code cuda:N}
     * @throws DeviceUnavailableException if there is no such device
     */
    default void requireDevice(String device) {}

    /**
     * Says how busy, full and warm devices are. Any thread may ask, before, while and after a model is on them.
     *
     * @param devices names as {@link #open} takes them
     * @return the status of those that tell, in the order given; by default none does
     */
    default List<DeviceStatus> status(List<String> devices) {
        return List.of();
    }

    /**
     * Ends what the backend keeps for the whole process, so that its class loader can be collected. Called once all that
     * was opened is closed, and nothing is opened afterwards. Does nothing by default.
     */
    default void release() {}

    /**
     * Loads the model onto the device. What was taken is freed again if this fails.
     *
     * @param model where the weights are: files on this machine, or a built-in model
     * @param device {@code cpu}, or {@code cuda:N} for the N-th GPU that the process sees
     * @param precision the number format of weights and products
     * @return the model, ready
     * @throws DeviceUnavailableException if there is no such device, or it lacks this precision
     * @throws ModelException if the files are missing, damaged, or of another kind
     */
    Backend open(ModelSource model, String device, Precision precision);
}
