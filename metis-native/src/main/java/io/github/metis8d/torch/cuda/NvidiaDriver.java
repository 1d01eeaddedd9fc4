package io.github.metis8d.torch.cuda;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the kernel module of NVIDIA's driver tells on Linux, without any library of CUDA.
 *
 * @param folder where it tells it
 */
public record NvidiaDriver(Path folder) {
    /** {@return the driver of this machine, which need not be there} */
    public static NvidiaDriver ofMachine() {
        return new NvidiaDriver(Path.of("/proc/driver/nvidia"));
    }

    /** {@return its version for people, or nothing if there is no driver} */
    public Optional<String> version() {
        try (Stream<String> lines = Files.lines(folder.resolve("version"))) {
            return Optional.of(lines.findFirst().orElse("of unknown version"));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** {@return how many GPUs the machine has, whether the process sees them or not} */
    public int gpus() {
        try (Stream<Path> gpus = Files.list(folder.resolve("gpus"))) {
            return (int) gpus.count();
        } catch (IOException e) {
            return 0;
        }
    }
}
