package io.github.metis8d.torch.runtime;

import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;

/**
 * A LibTorch of another build, which another framework brought into this process. The linker takes a library that is
 * loaded for any of the same name: ours would be bound to parts of the other one.
 */
final class OtherLibTorch {
    /** The part of LibTorch that all the others need. */
    private static final String CORE = "libc10.so";

    private static final Path MAPS = Path.of("/proc/self/maps");

    private OtherLibTorch() {}

    /** {@return its file, or nothing where there is none, or none can be told from ours} */
    static Optional<Path> inThisProcess() {
        // By another class loader of this JVM, or from another folder, it may be loaded and still be the same.
        Set<Long> ours = Stream.of("", CudaBuild.EXTENSION)
                .map(build -> OtherLibTorch.class
                        .getClassLoader()
                        .getResource("org/bytedeco/pytorch/" + Loader.Detector.getPlatform() + build + "/" + CORE))
                .filter(library -> library != null)
                .map(OtherLibTorch::size)
                .collect(Collectors.toSet());
        // A file's name may be of any bytes.
        try (Stream<String> lines = Files.lines(MAPS, StandardCharsets.ISO_8859_1)) {
            return lines.filter(line -> line.endsWith("/" + CORE))
                    .map(line -> Path.of(line.substring(line.indexOf('/'))))
                    .filter(file -> Files.exists(file) && !ours.isEmpty() && !ours.contains(size(file)))
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty(); // no Linux
        }
    }

    private static long size(URL library) {
        try {
            return library.openConnection().getContentLengthLong();
        } catch (IOException e) {
            return -1;
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return -1;
        }
    }
}
