package io.github.metis8d.torch;

import io.github.metis8d.DeviceStatus;
import io.github.metis8d.DeviceUnavailableException;
import io.github.metis8d.ModelException;
import io.github.metis8d.ModelSource;
import io.github.metis8d.ModelSource.BuiltIn;
import io.github.metis8d.ModelSource.Checkpoint;
import io.github.metis8d.Precision;
import io.github.metis8d.spi.Backend;
import io.github.metis8d.spi.BackendProvider;
import io.github.metis8d.torch.checkpoint.ModelParts;
import io.github.metis8d.torch.cuda.Nvml;
import java.util.List;

/** Opens the model on the CPU or on a CUDA device. */
public final class TorchBackendProvider implements BackendProvider {
    private final Nvml nvml = new Nvml();

    /** Made by {@link java.util.ServiceLoader}. */
    public TorchBackendProvider() {}

    @Override
    public Backend open(ModelSource model, String device, Precision precision) {
        requireDevice(device);
        if (model instanceof Checkpoint files) {
            return TorchBackend.open(() -> ModelParts.open(files), device, precision);
        }
        if (model instanceof BuiltIn builtIn && builtIn.name().equals(ModelSource.PUBLISHED_RANDOM)) {
            return TorchBackend.open(ModelParts::published, device, precision);
        }
        if (model instanceof BuiltIn builtIn) {
            try (BuiltInModel unpacked = new BuiltInModel(builtIn)) {
                return TorchBackend.open(() -> ModelParts.open(unpacked.checkpoint()), device, precision);
            }
        }
        throw new ModelException(model + " is not on this machine; a backend opens local files only");
    }

    @Override
    public List<DeviceStatus> status(List<String> devices) {
        return nvml.status(devices);
    }

    @Override
    public void requireDevice(String device) {
        LibTorch.load();
        if (device.equals("cpu")) {
            return;
        }
        if (!device.matches("cuda:[0-9]{1,2}")) {
            throw new DeviceUnavailableException(
                    "there is no device \"" + device + "\"; name cpu, or cuda:0, cuda:1 and so on");
        }
        int found = LibTorch.cudaDevices();
        if (Integer.parseInt(device.substring("cuda:".length())) >= found) {
            String reason = LibTorch.builtWithCuda()
                    ? (found == 0 ? "the process sees no GPU" : "the process sees " + found + " of them")
                    : "the LibTorch on the class path is the CPU build";
            throw new DeviceUnavailableException("there is no CUDA device " + device + ": " + reason
                    + ". To run on the CPU, name the device cpu (on the command line --device cpu).");
        }
    }
}
