package io.github.metis8d.torch.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bytedeco.javacpp.ClassProperties;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.Context;
import org.bytedeco.pytorch.global.torch;

/** LibTorch's CUDA build, if it is on the class path; the CPU build is there beside it. */
public final class CudaBuild {
    private static final System.Logger LOG = System.getLogger(CudaBuild.class.getName());

    /** What the loader must find for the build ({@code readelf -d}, LibTorch 2.10); the others are looked for later. */
    private static final Set<CudaLibrary> NEEDED =
            EnumSet.complementOf(EnumSet.of(CudaLibrary.CUSOLVER, CudaLibrary.NVRTC));

    /** The first of the libraries that JavaCPP loads before LibTorch which is LibTorch's own. */
    private static final String FIRST_OF_LIBTORCH = "gomp@";

    /** NVIDIA's among those that JavaCPP loads before LibTorch: an environment of Conda holds others too, OpenBLAS and GCC's. */
    private static final Pattern NVIDIAS = Pattern.compile("(cu|nv|nccl)");

    /** What JavaCPP appends to the platform in the names of the build's files. */
    public static final String EXTENSION = "-gpu";

    /** LibTorch's own libraries, which the linker looks for beside one another. */
    private static final List<String> LIBRARIES =
            List.of("c10", "c10_cuda", "torch_cpu", "torch_cuda", "torch_cuda_linalg", "torch");

    /** Bindings of NVIDIA's libraries, which JavaCPP loads when they are first used, long after LibTorch. */
    private static final List<String> BINDINGS = List.of(
            "cudart",
            "nvrtc",
            "nvml",
            "cublas",
            "cudnn",
            "cufft",
            "curand",
            "cusparse",
            "cusolver",
            "nccl",
            "cufile",
            "cupti");

    /** That of no jar. */
    private static final String NO_EXTENSION = "-cpu";

    private CudaBuild() {}

    /** {@return whether it is there, loaded or not} */
    public static boolean isOnClassPath() {
        return CudaBuild.class.getClassLoader().getResource(name("pytorch", EXTENSION, "torch_cuda")) != null;
    }

    /**
     * Has JavaCPP load one of the two builds whole. By itself it takes the next library from the CPU build when one of the
     * CUDA build cannot be loaded, and a process in which they meet is aborted: where NVIDIA's libraries are missing, and
     * where those of the build that need one another are not all unpacked yet, but the CPU build was before. To be called
     * before LibTorch is loaded.
     */
    public static void choose() {
        if (!isOnClassPath()) {
            return;
        }
        if (canBeLoaded()) {
            LIBRARIES.forEach(library -> unpack(name("pytorch", EXTENSION, library)));
        } else {
            Loader.loadProperties().setProperty("platform.extension", NO_EXTENSION);
        }
    }

    private static void unpack(String name) {
        try {
            URL library = CudaBuild.class.getClassLoader().getResource(name);
            if (library != null) {
                Loader.cacheResource(library);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be unpacked: " + e.getMessage(), e);
        }
    }

    /** {@return the names, within jars, of the bindings that a process with CUDA may use} */
    public static List<String> bindings() {
        return Stream.concat(
                        BINDINGS.stream().map(library -> name("cuda", "", "jni" + library)),
                        Stream.of("jnitorch", "jnitorch_cuda").map(library -> name("pytorch", EXTENSION, library)))
                .toList();
    }

    /** Unpacks the bindings, in a process with CUDA, so that it need not be done when they are first used. */
    public static void unpackBindings() {
        if (!isOnClassPath() || !Context.hasCUDART()) {
            return;
        }
        for (String name : bindings()) {
            try {
                unpack(name);
            } catch (UncheckedIOException e) {
                LOG.log(Level.DEBUG, "{0}", e.getMessage());
            }
        }
    }

    private static String name(String presets, String extension, String library) {
        return "org/bytedeco/" + presets + "/" + Loader.Detector.getPlatform() + extension + "/"
                + System.mapLibraryName(library);
    }

    /** {@return those of NVIDIA's libraries that the build needs and that are not found} */
    public static List<CudaLibrary> missing() {
        return NEEDED.stream().filter(library -> !library.isFound()).toList();
    }

    private static boolean canBeLoaded() {
        ClassProperties properties = Loader.loadProperties(torch.class, Loader.loadProperties(), true);
        CudaFolders named = CudaFolders.named();
        // NVRTC asks for it by name, of its own version, when it first compiles.
        named.all("libnvrtc-builtins.so.*")
                .forEach(file -> load(file.toString(), () -> Loader.loadGlobal(file.toString())));
        // They depend on one another, and are loaded from where JavaCPP finds them, in its order.
        properties.get("platform.preload").stream()
                .takeWhile(library -> !library.startsWith(FIRST_OF_LIBTORCH))
                .forEach(library -> load(
                        library, () -> Loader.loadLibrary(torch.class, places(library, properties, named), library)));
        return missing().isEmpty();
    }

    /** Where a library is: those that are on the class path or where JavaCPP looks go before those in folders named. */
    private static URL[] places(String library, ClassProperties properties, CudaFolders named) {
        Stream<URL> found = Arrays.stream(Loader.findLibrary(torch.class, properties, library));
        Stream<URL> others = NVIDIAS.matcher(library).lookingAt()
                ? named.find("lib" + library.replace("@", ".so")).stream().flatMap(file -> url(file).stream())
                : Stream.empty();
        // cuSPARSE and cuSOLVER need it to be as new as they are, and may come from there.
        boolean first = library.startsWith("nvJitLink@");
        return Stream.concat(first ? others : found, first ? found : others).toArray(URL[]::new);
    }

    private static Optional<URL> url(Path file) {
        try {
            return Optional.of(file.toUri().toURL());
        } catch (MalformedURLException e) {
            return Optional.empty(); // The file systems of the JDK have URLs.
        }
    }

    private static void load(String library, Runnable loading) {
        try {
            loading.run();
        } catch (UnsatisfiedLinkError e) {
            LOG.log(Level.DEBUG, "{0} cannot be loaded: {1}", library, e.getMessage());
        }
    }
}
