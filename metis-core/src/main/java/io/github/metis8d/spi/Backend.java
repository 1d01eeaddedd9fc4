package io.github.metis8d.spi;

import io.github.metis8d.DeviceFailedException;
import io.github.metis8d.DeviceOutOfMemoryException;
import io.github.metis8d.Latents;
import java.util.List;

/**
 * The model on one device. One thread at a time calls it, and that same thread opened it and will close it.
 *
 * <p>A backend holds the device's memory until it is closed; what a batch needs beyond its answer is free when the answer
 * is there.
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

    /**
     * Starts a batch, and need not wait for it: a device that works by itself can be given the next batch while it
     * computes this one. At most {@link BackendDescription#batchesInFlight} are started and not yet awaited, and they are
     * awaited in the order in which they were started. What {@link #encode} throws may come here or from
     * {@link PendingLatents#await}.
     *
     * <p>By default the batch is encoded here.
     *
     * @param clips as {@link #encode} takes them; not changed before the answer is there
     * @return the latents to come
     * @throws DeviceOutOfMemoryException as {@link #encode}
     * @throws DeviceFailedException as {@link #encode}
     */
    default PendingLatents start(List<float[]> clips) {
        List<Latents> answers = encode(clips);
        return () -> answers;
    }

    /** {@return what this backend is and how much it likes to be given at once} */
    BackendDescription description();

    /** Frees the device. Closing twice does nothing. */
    @Override
    void close();
}
