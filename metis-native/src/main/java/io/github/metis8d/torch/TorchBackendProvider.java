package io.github.metis8d.torch;

import io.github.metis8d.DeviceStatus;
import io.github.metis8d.ModelException;
import io.github.metis8d.ModelSource;
import io.github.metis8d.ModelSource.BuiltIn;
import io.github.metis8d.ModelSource.Checkpoint;
import io.github.metis8d.Precision;
import io.github.metis8d.spi.Backend;
import io.github.metis8d.spi.BackendProvider;
import io.github.metis8d.torch.checkpoint.ModelParts;
import io.github.metis8d.torch.cuda.Nvml;
import io.github.metis8d.torch.runtime.LibTorch;
import java.util.List;

/** Opens the model on the CPU or on a CUDA device. */
public final class TorchBackendProvider implements BackendProvider {
    private final Nvml nvml = new Nvml();

    /** Made by {@link java.util.ServiceLoader}. */
    public TorchBackendProvider() {}

    @Override
    public Backend open(ModelSource model, String device, Precision precision) {
        requireDevice(device);
        ComputePath path = ComputePath.of(device, precision);
        if (model instanceof Checkpoint files) {
            return TorchBackend.open(() -> ModelParts.open(files), device, path);
        }
        if (model instanceof BuiltIn builtIn && builtIn.name().equals(ModelSource.PUBLISHED_RANDOM)) {
            return TorchBackend.open(ModelParts::published, device, path);
        }
        if (model instanceof BuiltIn builtIn) {
            return TorchBackend.open(() -> open(builtIn), device, path);
        }
        throw new ModelException(model + " is not on this machine; a backend opens local files only");
    }

    private static ModelParts open(BuiltIn model) {
        try (BuiltInModel unpacked = new BuiltInModel(model)) {
            // The parts hold open what they will read yet.
            return ModelParts.open(unpacked.checkpoint());
        }
    }

    @Override
    public List<DeviceStatus> status(List<String> devices) {
        return nvml.status(devices);
    }

    @Override
    public List<String> devices(String name) {
        return VisibleDevices.ofProcess().named(name);
    }

    @Override
    public void release() {
        LibTorch.release();
    }

    @Override
    public void requireDevice(String device) {
        VisibleDevices.ofProcess().require(device);
    }
}
