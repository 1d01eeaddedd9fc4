package io.github.metis8d.loading;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** How much memory the system lets this process map ({@code ulimit -v}). Batch systems set such limits. */
final class AddressSpace {
    private AddressSpace() {}

    /** {@return the limit in bytes, or nothing where there is none} */
    static Optional<Long> limit() {
        return number(Path.of("/proc/self/limits"), "Max address space").filter(limit -> limit > 0);
    }

    /** {@return what is mapped now, in bytes, or nothing where that is unknown} */
    static Optional<Long> used() {
        return number(Path.of("/proc/self/status"), "VmSize:").map(kilobytes -> kilobytes << 10);
    }

    /** {@return what to tell where the limit leaves less than is needed, or nothing}
     *
     * @param needed in bytes
     */
    static Optional<String> shortage(long needed) {
        return limit().filter(limit -> limit - used().orElse(0L) < needed).map(AddressSpace::advice);
    }

    /** {@return what to tell of a limit} */
    static String advice(long limit) {
        return "the limit for the address space (ulimit -v) is " + (limit >> 20)
                + " MB. Raise it: LibTorch in a JVM needs " + "3 GB of addresses, and the model comes on top";
    }

    private static Optional<Long> number(Path file, String name) {
        try {
            return Files.readAllLines(file).stream()
                    .filter(line -> line.startsWith(name))
                    .map(line -> line.substring(name.length()).trim().split("\\s+")[0])
                    .filter(value -> value.matches("\\d+"))
                    .map(Long::valueOf)
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty(); // no Linux
        }
    }
}
