package io.github.metis8d.spi;

import io.github.metis8d.DeviceFailedException;
import io.github.metis8d.DeviceOutOfMemoryException;
import io.github.metis8d.Latents;
import java.util.List;

/**
 * The model on one device. One thread at a time calls it, and that same thread opened it and will close it.
 *
 * <p>A backend holds the device's memory until it is closed; what a call needs beyond its answer is free when the call
 * returns.
 */
public interface Backend extends AutoCloseable {
    /**
     * Encodes one batch. The answer for a clip does not depend on what else is in the batch.
     *
     * @param clips 16 kHz mono samples, full scale ±1, each of at least
     *     {@value io.github.metis8d.Metis8dEncoder#MIN_SAMPLES} finite values
     * @return the latents of each clip, in the same order
     * @throws DeviceOutOfMemoryException if the batch does not fit; the backend works on, with smaller ones
     * @throws DeviceFailedException if the device failed; the backend is of no more use
     */
    List<Latents> encode(List<float[]> clips);

    /** {@return what this backend is and how much it likes to be given at once} */
    BackendDescription description();

    /** Frees the device. Closing twice does nothing. */
    @Override
    void close();
}
