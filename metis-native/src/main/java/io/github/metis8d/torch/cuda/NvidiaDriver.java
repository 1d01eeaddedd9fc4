package io.github.metis8d.torch.cuda;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;

/**
 * What the kernel module of NVIDIA's driver tells on Linux, without any library of CUDA.
 *
 * @param folder where it tells it
 */
public record NvidiaDriver(Path folder) {
    /** The first branch that has CUDA 13. */
    private static final int OLDEST = 580;

    private static final Pattern VERSION = Pattern.compile("\\b(\\d{3,4})(?:\\.\\d+)+");
    private static final String LIBRARY = "libcuda.so.1";

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

    /** {@return why CUDA 13 finds no GPU with this driver, or nothing if the driver is not to blame} */
    public Optional<String> whyNoGpu() {
        Optional<String> version = version();
        if (version.isEmpty()) {
            return Optional.of("there is no NVIDIA driver on this machine");
        }
        Matcher number = VERSION.matcher(version.get());
        if (number.find() && Integer.parseInt(number.group(1)) < OLDEST) {
            return Optional.of(
                    "the NVIDIA driver " + number.group() + " is too old: CUDA 13 needs " + OLDEST + " or later");
        }
        return hasLibrary()
                ? Optional.empty()
                : Optional.of(
                        "the driver's library " + LIBRARY + " is not here; a container gets it where it is started with"
                                + " GPUs (docker run --gpus all)");
    }

    private static boolean hasLibrary() {
        try {
            Loader.loadGlobal(LIBRARY);
            return true;
        } catch (UnsatisfiedLinkError e) {
            return false;
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
