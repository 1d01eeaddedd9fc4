package io.github.metis8d.spi;

import java.util.Objects;

/**
 * What a backend says of itself once it is open.
 *
 * @param device the device's name for people, e.g. "cpu (2 threads)" or "cuda:0 (NVIDIA A100)"
 * @param batchSeconds the most seconds of audio, padding included, that go well into one batch
 */
public record BackendDescription(String device, double batchSeconds) {
    /**
     * Checks the ranges.
     *
     * @param device not null
     * @param batchSeconds above 0
     */
    public BackendDescription {
        Objects.requireNonNull(device, "device");
        if (!(batchSeconds > 0)) {
            throw new IllegalArgumentException("batchSeconds must be above 0, not " + batchSeconds);
        }
    }
}
