package io.github.metis8d.torch.cuda;

import static org.assertj.core.api.Assertions.fail;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.Tensor;

/**
 * A device on which kernels are programs of the CPU: their sources, unchanged, compiled by the C++ compiler with a
 * header that emulates threads, blocks and shared memory. Timings mean nothing and are told as none.
 */
public final class EmulatedDevice implements KernelDevice {
    private final String compiler;
    private final Path folder;
    private final Map<KernelSource, LoadedKernel> loaded = new HashMap<>();
    private final Map<String, Integer> launches = new HashMap<>();

    /**
     * A device.
     *
     * @param compiler what {@link #compiler} found
     * @param folder for programs, and what they read and write
     */
    public EmulatedDevice(String compiler, Path folder) {
        this.compiler = compiler;
        this.folder = folder;
    }

    /** The machine's C++ compiler for Linux, whose fibers the emulation uses, if there is one. */
    public static Optional<String> compiler() {
        if (!System.getProperty("os.name").equals("Linux")) {
            return Optional.empty();
        }
        List<String> folders = List.of(System.getenv("PATH").split(File.pathSeparator));
        return Stream.of("c++", "g++", "clang++")
                .flatMap(name -> folders.stream().map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst();
    }

    /** How often a kernel was launched. */
    public int launches(String kernel) {
        return launches.getOrDefault(kernel, 0);
    }

    @Override
    public LoadedKernel load(KernelSource source) {
        return loaded.computeIfAbsent(source, this::compile);
    }

    private LoadedKernel compile(KernelSource source) {
        try {
            String file = source.name() + ".cu";
            Files.writeString(folder.resolve(file), source.text());
            for (String name : List.of(KernelSource.HEADER, "main.cpp")) {
                try (InputStream in = EmulatedDevice.class.getResourceAsStream("/emulation/" + name)) {
                    Files.write(folder.resolve(name), in.readAllBytes());
                }
            }
            Path program = folder.resolve(source.name() + loaded.size());
            List<String> command = new ArrayList<>(List.of(compiler, "-std=c++17", "-O1", "-Wall", "-Werror"));
            // Of the kernels' pragmas it knows none, and jumps between fibers are not the stack it checks for.
            command.addAll(List.of("-Wno-unknown-pragmas", "-U_FORTIFY_SOURCE"));
            command.addAll(List.of("-DSOURCE=\"" + file + "\"", "-DNAME=" + source.name()));
            source.definitions().forEach(definition -> command.add("-D" + definition));
            command.addAll(List.of("main.cpp", "-o", program.toString()));
            run(command);
            return (grid, threads, arguments) -> launch(source.name(), program, grid, threads, arguments);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void launch(String name, Path program, LoadedKernel.Grid grid, int threads, Object... arguments) {
        launches.merge(name, 1, Integer::sum);
        List<String> command = new ArrayList<>(List.of(program.toString()));
        for (int number : new int[] {grid.x(), grid.y(), grid.z(), threads}) {
            command.add(String.valueOf(number));
        }
        try {
            List<Tensor> tensors = new ArrayList<>();
            for (Object argument : arguments) {
                if (argument instanceof Tensor tensor) {
                    Path file = folder.resolve("argument" + tensors.size());
                    Files.write(file, bytes(tensor));
                    tensors.add(tensor);
                    command.add(file.toString());
                } else {
                    command.add(argument.toString());
                }
            }
            run(command);
            for (int i = 0; i < tensors.size(); i++) {
                memory(tensors.get(i)).put(Files.readAllBytes(folder.resolve("argument" + i)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(Tensor tensor) {
        byte[] bytes = new byte[Math.toIntExact(tensor.nbytes())];
        memory(tensor).get(bytes);
        return bytes;
    }

    private static BytePointer memory(Tensor tensor) {
        if (!tensor.is_contiguous()) {
            fail("a kernel was given a tensor that is not contiguous");
        }
        return new BytePointer(tensor.data_ptr());
    }

    private void run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes());
        try {
            if (process.waitFor() != 0) {
                fail(String.join(" ", command) + "\n" + said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fail("interrupted: " + Arrays.toString(command.toArray()));
        }
    }

    @Override
    public double seconds(Runnable work) {
        return 0;
    }

    @Override
    public Optional<String> fault() {
        return Optional.empty();
    }

    @Override
    public void close() {
        loaded.clear();
    }
}
