package io.github.metis8d.spi;

import java.util.Objects;

/**
 * What a backend says of itself once it is open.
 *
 * @param device the device's name for people, e.g. "cpu (2 threads)" or "cuda:0 (NVIDIA A100)"
 * @param batchSeconds the most seconds of audio that go well into one batch, of all its clips together
 * @param batchesInFlight how many batches it likes to have been given before the answer of the first is awaited: 1 where
 *     {@link Backend#start} computes, 2 where the device is busy with one while the next is brought to it
 */
public record BackendDescription(String device, double batchSeconds, int batchesInFlight) {
    /**
     * Checks the ranges.
     *
     * @param device not null
     * @param batchSeconds above 0
     * @param batchesInFlight at least 1
     */
    public BackendDescription {
        Objects.requireNonNull(device, "device");
        if (!(batchSeconds > 0)) {
            throw new IllegalArgumentException("batchSeconds must be above 0, not " + batchSeconds);
        }
        if (batchesInFlight < 1) {
            throw new IllegalArgumentException("batchesInFlight must be at least 1, not " + batchesInFlight);
        }
    }
}
