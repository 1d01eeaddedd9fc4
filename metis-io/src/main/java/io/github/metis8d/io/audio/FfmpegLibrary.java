package io.github.metis8d.io.audio;

import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_QUIET;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;

import io.github.metis8d.loading.JavaCppMemory;
import io.github.metis8d.loading.NativeLibrary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;

/** FFmpeg, to be loaded before anything else of it or of JavaCPP is touched. */
final class FfmpegLibrary extends NativeLibrary {
    /** The one of this class loader. */
    static final FfmpegLibrary LIBRARY = new FfmpegLibrary();

    /** 80 MB were measured. */
    private static final long ADDRESSES = 100L << 20;

    /** More than JavaCPP counts for them, in bytes. */
    private static final long CALLBACKS = 1L << 20;

    private FfmpegLibrary() {
        super(
                "FFmpeg",
                Set.of(
                        "linux-x86_64",
                        "linux-arm64",
                        "macosx-arm64",
                        "macosx-x86_64",
                        "windows-x86_64",
                        "android-arm64",
                        "android-x86_64"),
                ADDRESSES);
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
        // One of each preset, all in one jar.
        return Stream.of("avutil", "swresample", "avcodec", "avformat")
                .map(name -> "org/bytedeco/ffmpeg/" + platform() + "/" + System.mapLibraryName("jni" + name))
                .toList();
    }

    @Override
    protected void unpackAndLoad() {
        Loader.load(avformat.class);
        // FFmpeg writes to standard error by itself, which belongs to the application.
        av_log_set_level(AV_LOG_QUIET);
        // Where JavaCPP refuses memory for a callback, it frees that and writes to it afterwards.
        JavaCppMemory.requireRoom("FFmpeg", Pointer.maxPhysicalBytes(), Pointer.physicalBytes(), CALLBACKS);
        JavaCppMemory.requireRoom("FFmpeg", Pointer.maxBytes(), Pointer.totalBytes(), CALLBACKS);
        FfmpegInput.prepare();
    }
}
