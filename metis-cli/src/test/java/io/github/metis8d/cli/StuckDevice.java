package io.github.metis8d.cli;

import io.github.metis8d.Latents;
import io.github.metis8d.ModelSource;
import io.github.metis8d.Precision;
import io.github.metis8d.spi.Backend;
import io.github.metis8d.spi.BackendDescription;
import io.github.metis8d.spi.BackendProvider;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A device without a model, on which long clips never end. */
public final class StuckDevice implements BackendProvider {
    /** A clip of so many samples is long. */
    static final int STUCK_SAMPLES = 40_000;

    /** Made by {@link java.util.ServiceLoader}. */
    public StuckDevice() {}

    @Override
    public Backend open(ModelSource model, String device, Precision precision) {
        return new Backend() {
            @Override
            public List<Latents> encode(List<float[]> clips) {
                while (clips.stream().anyMatch(clip -> clip.length >= STUCK_SAMPLES)) {
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        // Native code does not hear of it.
                    }
                }
                return clips.stream()
                        .map(clip -> new Latents(new float[clip.length / 320 * Latents.DIMENSIONS]))
                        .toList();
            }

            @Override
            public BackendDescription description() {
                return new BackendDescription(device, 2, 1);
            }

            @Override
            public void close() {}
        };
    }
}
