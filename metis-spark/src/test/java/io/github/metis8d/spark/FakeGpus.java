package io.github.metis8d.spark;

import io.github.metis8d.Latents;
import io.github.metis8d.ModelSource;
import io.github.metis8d.Precision;
import io.github.metis8d.spi.Backend;
import io.github.metis8d.spi.BackendDescription;
import io.github.metis8d.spi.BackendProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Devices without a model, for executors that find them on their class path. Latents are the number of the GPU and the
 * process. That a device was opened is told by a file in the folder that the property names, and that it was closed by
 * another.
 */
public final class FakeGpus implements BackendProvider {
    static final String RECORD = "metis.test.record";

    /** Made by {@link java.util.ServiceLoader}. */
    public FakeGpus() {}

    @Override
    public List<String> devices(String name) {
        if (name.equals(EncodingOptions.ALL_GPUS)) {
            throw new AssertionError("the task's own GPU was to be asked for");
        }
        return List.of(name);
    }

    @Override
    public Backend open(ModelSource model, String device, Precision precision) {
        tell("opened", device);
        return new Backend() {
            @Override
            public List<Latents> encode(List<float[]> clips) {
                float[] row = new float[Latents.DIMENSIONS];
                row[0] = Integer.parseInt(device.substring("cuda:".length()));
                row[1] = ProcessHandle.current().pid();
                return clips.stream().map(clip -> new Latents(row)).toList();
            }

            @Override
            public BackendDescription description() {
                return new BackendDescription(device, 60, 1);
            }

            @Override
            public void close() {
                tell("closed", device);
            }
        };
    }

    private static void tell(String what, String device) {
        try {
            Files.createTempFile(Path.of(System.getProperty(RECORD)), what + " " + device.replace(':', ' ') + " ", "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
