package io.github.metis8d.io.audio;

import io.github.metis8d.loading.NativeLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.bytedeco.javacpp.Loader;
import org.lwjgl.util.opus.Opus;

/**
 * libopus, which LWJGL unpacks and loads. It tries whether it can write where the library will be, and truncates one that
 * another process has just unpacked there and loaded.
 */
final class OpusLibrary extends NativeLibrary {
    /** The one of this class loader. */
    static final OpusLibrary LIBRARY = new OpusLibrary();

    private static final long ADDRESSES = 10L << 20;

    private OpusLibrary() {
        super(
                "libopus",
                Set.of("linux-x86_64", "linux-arm64", "macosx-arm64", "macosx-x86_64", "windows-x86_64"),
                ADDRESSES);
    }

    @Override
    protected String platform() {
        return Loader.Detector.getPlatform();
    }

    @Override
    protected Path cacheFolder() throws IOException {
        // LWJGL's own choice, for the lock to be where all look for it.
        Path folder = Path.of(
                System.getProperty("java.io.tmpdir"),
                "lwjgl_" + System.getProperty("user.name").trim());
        return Files.createDirectories(folder);
    }

    @Override
    protected List<String> lastUnpacked() {
        // Never known to be there: LWJGL reads a library anew to see whether it is the right one, which is soon done.
        return List.of("org/lwjgl/util/opus/Opus.class");
    }

    @Override
    protected void unpackAndLoad() {
        Opus.getLibrary();
    }
}
