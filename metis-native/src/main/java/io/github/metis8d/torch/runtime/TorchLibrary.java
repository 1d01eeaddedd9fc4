package io.github.metis8d.torch.runtime;

import io.github.metis8d.DeviceUnavailableException;
import io.github.metis8d.MetisException;
import io.github.metis8d.loading.JavaCppMemory;
import io.github.metis8d.loading.NativeLibrary;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;

/** LibTorch as a file that is unpacked and loaded. */
final class TorchLibrary extends NativeLibrary {
    private static final System.Logger LOG = System.getLogger(TorchLibrary.class.getName());

    /** What loading takes: 920 MB of addresses were measured, and 115 MB of memory. */
    private static final long ADDRESSES = 1L << 30;

    private static final long MEMORY = 192L << 20;

    private final Runnable loading;

    /** @param loading loads the library and makes its settings */
    TorchLibrary(Runnable loading) {
        super("LibTorch", Set.of("linux-x86_64", "macosx-arm64", "macosx-x86_64", "windows-x86_64"), ADDRESSES);
        this.loading = loading;
    }

    @Override
    protected String platform() {
        return Loader.Detector.getPlatform();
    }

    @Override
    protected Path cacheFolder() throws IOException {
        return Loader.getCacheDir().toPath();
    }

    @Override
    protected List<String> lastUnpacked() {
        Stream<String> common = Stream.of(
                name("javacpp", "jnijavacpp"),
                name("openblas", "jniopenblas_nolapack"),
                name("openblas", "jniopenblas"));
        // Only one build's is unpacked. Where the CUDA build is left out for want of CUDA, processes load one by one.
        Stream<String> build =
                CudaBuild.isOnClassPath() ? CudaBuild.bindings().stream() : Stream.of(name("pytorch", "jnitorch"));
        return Stream.concat(common, build).toList();
    }

    private String name(String presets, String library) {
        return "org/bytedeco/" + presets + "/" + platform() + "/" + System.mapLibraryName(library);
    }

    @Override
    protected void unpackAndLoad() {
        OtherLibTorch.inThisProcess().ifPresent(file -> {
            throw new MetisException("another LibTorch is loaded in this process already, " + file
                    + ", and the two would abort it. Take out what loads it (another framework, or LD_PRELOAD), or run "
                    + "it in a process of its own");
        });
        long limit = Pointer.maxPhysicalBytes();
        if (limit > 0) {
            checkLimit(limit);
        }
        loading.run();
        CudaBuild.unpackBindings();
    }

    /** JavaCPP was used before, or somebody set the limit. */
    private static void checkLimit(long limit) {
        try {
            JavaCppMemory.requireRoom("LibTorch", limit, Pointer.physicalBytes(), MEMORY);
            if (limit < Pointer.totalPhysicalBytes()) {
                LOG.log(
                        Level.WARNING,
                        "JavaCPP allows this process {0} MB of native memory, which a large model may exceed; {1}",
                        Long.toString(limit >> 20),
                        JavaCppMemory.remedy());
            }
        } catch (UnsatisfiedLinkError e) {
            // JavaCPP's own library is not there: LibTorch's will not be either, and say why.
            LOG.log(Level.DEBUG, "JavaCPP cannot say what memory is in use: {0}", e.getMessage());
        }
    }

    @Override
    protected MetisException exception(String message, Throwable cause) {
        return new DeviceUnavailableException(message, cause);
    }
}
