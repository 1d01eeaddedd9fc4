package io.github.metis8d.spi;

import io.github.metis8d.DeviceFailedException;
import io.github.metis8d.DeviceOutOfMemoryException;
import io.github.metis8d.Latents;
import java.util.List;

/** The answers of a batch that a device has, or is still computing. */
@FunctionalInterface
public interface PendingLatents {
    /**
     * Waits for the answers, and frees what the batch held. Called once, by the thread that started the batch, and
     * called even if the device has failed since.
     *
     * @return the latents of each clip, in the order of the clips
     * @throws DeviceOutOfMemoryException if the batch does not fit; the backend works on, with smaller ones
     * @throws DeviceFailedException if the device failed; the backend is of no more use
     */
    List<Latents> await();
}
