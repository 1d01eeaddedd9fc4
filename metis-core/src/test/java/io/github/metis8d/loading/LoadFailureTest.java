package io.github.metis8d.loading;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileNotFoundException;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** By the messages that JavaCPP 1.5.13, glibc, musl and JDK 17 and 25 gave. */
class LoadFailureTest {
    private static final String LIBRARY = "/c/pytorch.jar/org/bytedeco/pytorch/linux-x86_64/libjnitorch.so: ";

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(
                        "a jar of natives is missing",
                        notFound(
                                "jnitorch",
                                new UnsatisfiedLinkError(
                                        "Could not find jnitorch in class, module, and library paths.")),
                        "its native libraries (jnitorch) are not on the class path. Add org.bytedeco:pytorch with the "
                                + "classifier linux-x86_64"),
                Arguments.of(
                        "another jar of natives is missing",
                        notFound(
                                "jniopenblas_nolapack",
                                new UnsatisfiedLinkError(
                                        "Could not find jniopenblas_nolapack in class, module, and library paths.")),
                        "Add org.bytedeco:openblas with"),
                Arguments.of(
                        "FFmpeg's natives are missing",
                        notFound(
                                "jniavutil",
                                new UnsatisfiedLinkError(
                                        "Could not find jniavutil in class, module, and library paths.")),
                        "Add org.bytedeco:ffmpeg with"),
                Arguments.of(
                        "a library of the jar is not in the cache, and the disk has room",
                        notFound(
                                "jnitorch",
                                new UnsatisfiedLinkError("/c/x.jar/org/bytedeco/x/linux-x86_64/libjnix.so: "
                                        + "libinjar.so.1: cannot open shared object file: No such file or directory")),
                        "libinjar.so.1 could not be unpacked into FOLDER"),
                Arguments.of(
                        "there is no place for the cache",
                        new UnsatisfiedLinkError("java.io.IOException: Could not create the cache: Set the "
                                + "\"org.bytedeco.javacpp.cachedir\" system property."),
                        "cannot be unpacked into FOLDER"),
                Arguments.of(
                        "the cache belongs to another",
                        new UnsatisfiedLinkError("java.io.FileNotFoundException: /c/.lock (Permission denied)")
                                .initCause(new FileNotFoundException("/c/.lock (Permission denied)")),
                        "Name a folder that can be written by -Dorg.bytedeco.javacpp.cachedir=FOLDER"),
                Arguments.of(
                        "no memory for the library",
                        notFound(
                                "jnitorch",
                                new UnsatisfiedLinkError(
                                        LIBRARY + "libtorch_cpu.so: failed to map segment from shared object")),
                        "the system gave it no memory"),
                Arguments.of(
                        "an old glibc",
                        notFound(
                                "jnitorch",
                                new UnsatisfiedLinkError(
                                        LIBRARY
                                                + "/lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.35' not found (required by x)")),
                        "the C library of this system is too old (version `GLIBC_2.35' not found (required by x)). LibTorch "
                                + "and FFmpeg need glibc 2.35"),
                Arguments.of(
                        "an old C++ library",
                        notFound(
                                "jnitorch",
                                new UnsatisfiedLinkError(
                                        LIBRARY + "/lib/libstdc++.so.6: version `GLIBCXX_3.4.30' not found")),
                        "too old"),
                Arguments.of(
                        "musl",
                        notFound(
                                "jnijavacpp",
                                new UnsatisfiedLinkError(
                                        "Error relocating /c/libjnijavacpp.so: __strtod_internal: symbol not found")),
                        "Alpine Linux has another C library"),
                Arguments.of(
                        "another LibTorch",
                        notFound(
                                "jnitorch",
                                new UnsatisfiedLinkError(
                                        LIBRARY + "undefined symbol: _ZN3c105ErrorC2ENS_14SourceLocationE")),
                        "libraries of another build in this process"),
                Arguments.of(
                        "a library of the system is missing",
                        notFound(
                                "jnitorch",
                                new UnsatisfiedLinkError(
                                        LIBRARY
                                                + "libcublas.so.13: cannot open shared object file: No such file or directory")),
                        "is not on this machine: libcublas.so.13."),
                Arguments.of(
                        "a damaged cache",
                        notFound("jnitorch", new UnsatisfiedLinkError(LIBRARY + "file too short")),
                        "Delete that folder"),
                Arguments.of(
                        "JDK 25 with native access denied",
                        new ExceptionInInitializerError(new IllegalStateException(
                                "Illegal native access from an unnamed module (file:/javacpp.jar)")),
                        "--enable-native-access=ALL-UNNAMED"),
                Arguments.of(
                        "a minimised jar",
                        new NoClassDefFoundError("org/bytedeco/pytorch/presets/torch"),
                        "the class org.bytedeco.pytorch.presets.torch is not on the class path. Add org.bytedeco:pytorch; "
                                + "in a shaded jar that was minimised, keep all of org.bytedeco"),
                Arguments.of(
                        "a jar of classes is missing",
                        new TypeNotPresentException(
                                "org.bytedeco.openblas.presets.openblas", new ClassNotFoundException("x")),
                        "Add org.bytedeco:openblas"),
                Arguments.of(
                        "an older JavaCPP without a class",
                        new TypeNotPresentException("org.bytedeco.javacpp.presets.javacpp", null),
                        "Add org.bytedeco:javacpp, in the version that Metis names"),
                Arguments.of(
                        "an older JavaCPP without a method",
                        new NoSuchMethodError("'boolean org.bytedeco.javacpp.Loader.checkVersion(java.lang.String)'"),
                        "jars of its Java side are not of one version"),
                Arguments.of(
                        "JavaCPP's own limit",
                        new ExceptionInInitializerError(new OutOfMemoryError(
                                "Physical memory usage is too high: physicalBytes (121M) > maxPhysicalBytes (80M)")),
                        "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0"),
                Arguments.of(
                        "LWJGL's natives are missing",
                        new ExceptionInInitializerError(
                                new UnsatisfiedLinkError("Failed to locate library: liblwjgl.so")),
                        "Add org.lwjgl:lwjgl and org.lwjgl:lwjgl-opus with the classifier natives-linux"),
                Arguments.of(
                        "LWJGL is missing",
                        new NoClassDefFoundError("org/lwjgl/util/opus/Opus"),
                        "Add org.lwjgl:lwjgl and org.lwjgl:lwjgl-opus; in a shaded jar that was minimised, keep all of "
                                + "org.lwjgl"),
                Arguments.of("anything else", new IllegalStateException("what nobody foresaw"), "what nobody foresaw"),
                Arguments.of(
                        "anything without a message", new IllegalStateException(), "java.lang.IllegalStateException"));
    }

    /** What JavaCPP tried last is what it throws; the cause lies below. */
    private static Throwable notFound(String binding, Throwable cause) {
        return new UnsatisfiedLinkError("no " + binding + " in java.library.path: /usr/lib").initCause(cause);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failures")
    void eachFailureIsToldByItsCause(String title, Throwable failure, String told, @TempDir Path folder) {
        assertThat(message(failure, "linux-x86_64", folder))
                .contains(told.replace("of FOLDER", "of " + folder).replace("into FOLDER", "into " + folder));
    }

    @Test
    void aPlatformWithoutNativesIsToldWithThoseThatHaveThem(@TempDir Path folder) {
        Throwable failure = notFound(
                "jnitorch", new UnsatisfiedLinkError("Could not find jnitorch in class, module, and library paths."));
        assertThat(message(failure, "linux-riscv64", folder))
                .isEqualTo("there are no native libraries for this platform. There are for linux-x86_64, macosx-arm64");
        assertThat(message(
                        new UnsatisfiedLinkError("Platform \"linux-riscv64\" not supported by class x"),
                        "linux-riscv64",
                        folder))
                .startsWith("there are no native libraries for this platform");
    }

    private static String message(Throwable failure, String platform, Path folder) {
        return new LoadFailure(
                        "LibTorch",
                        platform,
                        Set.of("macosx-arm64", "linux-x86_64"),
                        new CacheFolder(folder),
                        LoadFailureTest.class.getClassLoader())
                .message(failure);
    }
}
