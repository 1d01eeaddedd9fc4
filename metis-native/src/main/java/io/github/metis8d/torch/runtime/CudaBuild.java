package io.github.metis8d.torch.runtime;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.URL;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
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

    /** What JavaCPP appends to the platform in the names of the build's files. */
    public static final String EXTENSION = "-gpu";

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
     * Has JavaCPP load the CPU build alone where NVIDIA's libraries are missing. By itself it takes one library from the
     * one build and the next from the other then, and a process in which they meet is aborted. To be called before
     * LibTorch is loaded.
     */
    public static void leaveOutWhereItCannotBeLoaded() {
        if (isOnClassPath() && !canBeLoaded()) {
            Loader.loadProperties().setProperty("platform.extension", NO_EXTENSION);
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
            URL binding = CudaBuild.class.getClassLoader().getResource(name);
            try {
                if (binding != null) {
                    Loader.cacheResource(binding);
                }
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "{0} is not unpacked yet: {1}", name, e);
            }
        }
    }

    private static String name(String presets, String extension, String library) {
        return "org/bytedeco/" + presets + "/" + Loader.Detector.getPlatform() + extension + "/"
                + System.mapLibraryName(library);
    }

    private static boolean canBeLoaded() {
        ClassProperties properties = Loader.loadProperties(torch.class, Loader.loadProperties(), true);
        // They depend on one another, and are loaded from where JavaCPP finds them, in its order.
        properties.get("platform.preload").stream()
                .takeWhile(library -> !library.startsWith(FIRST_OF_LIBTORCH))
                .forEach(library -> load(library, properties));
        return NEEDED.stream().allMatch(CudaLibrary::isFound);
    }

    private static void load(String library, ClassProperties properties) {
        try {
            Loader.loadLibrary(torch.class, Loader.findLibrary(torch.class, properties, library), library);
        } catch (UnsatisfiedLinkError e) {
            LOG.log(Level.DEBUG, "{0} is not where JavaCPP looks for it: {1}", library, e.getMessage());
        }
    }
}
