package io.github.metis8d.loading;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URL;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells by what JavaCPP and the linker threw why a library cannot be loaded, and what to do. JavaCPP reports most failures
 * as a library that is nowhere to be found, which is only what it tried last: the cause lies below.
 *
 * @param title the library's name for people
 * @param platform JavaCPP's name for this platform
 * @param platforms those for which the library is published
 * @param cache where JavaCPP unpacks, or null where it has no place
 * @param classes what loads the classes of JavaCPP
 */
record LoadFailure(String title, String platform, Set<String> platforms, CacheFolder cache, ClassLoader classes) {
    private static final String LWJGL = "org.lwjgl";
    private static final String CACHE_OPTION = "-Dorg.bytedeco.javacpp.cachedir=FOLDER";
    private static final Pattern NOWHERE = Pattern.compile("(?:no|Could not find) (jni\\w+) in ");
    private static final Pattern FILE_MISSING =
            Pattern.compile("([^\\s:]+): cannot open shared object file: No such file");
    /** The linker names the library that needs another, and that other one. */
    private static final Pattern UNPACKED = Pattern.compile("(org/bytedeco/\\S+/)[^/\\s]+: (\\S+): cannot open");

    /** LibTorch's largest library has 330 MB, and those that have another name in the cache than in the jar 40. */
    private static final long LARGEST = 400L << 20;

    private static final long RENAMED = 64L << 20;

    private static final Pattern CLASS_MISSING = Pattern.compile("org[./](?:bytedeco|lwjgl)[./][\\w./]+");

    /** {@return what is wrong and what to do, as the end of a sentence} */
    String message(Throwable failure) {
        List<Throwable> chain = new ArrayList<>();
        for (Throwable cause = failure; cause != null && chain.size() < 20; cause = cause.getCause()) {
            chain.add(cause);
        }
        return JavaCppMemory.exceeded(failure)
                .or(() -> ofJvm(chain))
                .or(() -> ofClassPath(chain))
                .or(() -> ofDisk(chain))
                .or(() -> ofLinker(chain))
                .or(() -> ofJars(chain))
                .orElseGet(() -> deepest(chain));
    }

    private static Optional<String> ofJvm(List<Throwable> chain) {
        return find(chain, "native access")
                .map(message -> "this JVM denies native access (" + message + "); start it with "
                        + "--enable-native-access=ALL-UNNAMED, or with the names of the modules where JavaCPP is on the "
                        + "module path");
    }

    /** Classes of JavaCPP or its presets that are missing or do not fit together. */
    private Optional<String> ofClassPath(List<Throwable> chain) {
        for (Throwable cause : chain) {
            boolean missing = cause instanceof NoClassDefFoundError
                    || cause instanceof ClassNotFoundException
                    || cause instanceof TypeNotPresentException;
            Matcher name = CLASS_MISSING.matcher(String.valueOf(cause.getMessage()));
            if (missing && name.find()) {
                String type = name.group().replace('/', '.');
                String group = type.substring(0, type.indexOf('.', "org.".length()));
                String part = type.split("\\.")[2];
                return Optional.of("the class " + type + " is not on the class path. Add " + group + ":"
                        + (group.equals(LWJGL) ? "lwjgl and " + LWJGL + ":lwjgl-opus" : part)
                        + (part.equals("javacpp") ? ", in the version that Metis names" + foundJavaCpp() : "")
                        + "; in a shaded jar that was minimised, keep all of " + group);
            }
            if (cause instanceof IncompatibleClassChangeError && name.reset().find()) {
                return Optional.of("jars of its Java side are not of one version: " + cause.getMessage()
                        + ". Take them, and JavaCPP, in the versions that Metis names" + foundJavaCpp());
            }
        }
        return Optional.empty();
    }

    private String foundJavaCpp() {
        try {
            CodeSource source = Class.forName("org.bytedeco.javacpp.Loader", false, classes)
                    .getProtectionDomain()
                    .getCodeSource();
            return source == null ? "" : "; JavaCPP comes from " + source.getLocation();
        } catch (ClassNotFoundException | LinkageError e) {
            return "";
        }
    }

    /** Messages of the system may be in any language: where they are not understood, the disk is asked. */
    private Optional<String> ofDisk(List<Throwable> chain) {
        Optional<Throwable> unwritable =
                chain.stream().filter(FileNotFoundException.class::isInstance).findFirst();
        if (unwritable.isPresent() || find(chain, "Could not create the cache").isPresent()) {
            return Optional.of("native libraries cannot be unpacked into " + folder() + " ("
                    + unwritable.map(Throwable::getMessage).orElseGet(() -> deepest(chain))
                    + "). Name a folder that can be written by " + CACHE_OPTION);
        }
        boolean failed = find(chain, "No space left", "Disk quota").isPresent()
                || chain.stream().anyMatch(IOException.class::isInstance) && freeIsBelow(LARGEST);
        Optional<Matcher> missing = find(chain, "cannot open shared object file")
                .map(UNPACKED::matcher)
                .filter(Matcher::find);
        if (failed || missing.isPresent() && freeIsBelow(size(missing.get()))) {
            return Optional.of("the disk of " + folder() + " is full" + free()
                    + "; LibTorch and FFmpeg take 500 MB there, and CUDA's libraries some GB. Make room, or name a folder "
                    + "elsewhere by " + CACHE_OPTION);
        }
        return missing.filter(file -> resource(file).isPresent())
                .map(file -> file.group(2) + " could not be unpacked into " + folder() + free()
                        + ". Delete what is there, or name a folder elsewhere by " + CACHE_OPTION);
    }

    /** JavaCPP does not report by itself that a library, which the linker then misses, could not be unpacked. */
    private long size(Matcher missing) {
        try {
            Optional<URL> library = resource(missing);
            return library.isPresent() ? library.get().openConnection().getContentLengthLong() : RENAMED;
        } catch (IOException e) {
            return RENAMED;
        }
    }

    private Optional<URL> resource(Matcher missing) {
        return Optional.ofNullable(classes.getResource(missing.group(1) + missing.group(2)));
    }

    /** What could not be unpacked is deleted again. */
    private boolean freeIsBelow(long bytes) {
        long free = cache == null ? -1 : cache.free();
        return free >= 0 && free < bytes;
    }

    private Optional<String> ofLinker(List<Throwable> chain) {
        Optional<String> tooOld = find(chain, "`GLIBC", "`CXXABI");
        if (tooOld.isPresent()) {
            return Optional.of("the C library of this system is too old (" + lastPart(tooOld.get())
                    + "). LibTorch and FFmpeg need glibc 2.35 or later, e.g. Debian 12 or Ubuntu 22.04");
        }
        if (find(chain, "Error relocating", "Error loading shared library").isPresent()) {
            return Optional.of(
                    "this system has no glibc (" + deepest(chain)
                            + "). LibTorch and FFmpeg need a Linux with glibc 2.35 or later; Alpine Linux has another C library");
        }
        if (cache != null && cache.forbidsExecution()) {
            return Optional.of(noexec());
        }
        Optional<String> unmapped = find(
                chain,
                "failed to map segment",
                "cannot allocate memory",
                "Cannot allocate memory",
                "cannot map zero-fill");
        if (unmapped.isPresent()) {
            return unmapped.map(LoadFailure::noMemory);
        }
        Optional<String> damaged = find(chain, "file too short", "invalid ELF header", "wrong ELF class");
        if (damaged.isPresent()) {
            return Optional.of("a library in " + folder() + " is damaged (" + damaged.get()
                    + "). Delete that folder; it is made anew");
        }
        Optional<String> mixed = find(chain, "undefined symbol", "symbol lookup error", "Symbol not found");
        if (mixed.isPresent()) {
            return Optional.of("it met libraries of another build in this process (" + mixed.get()
                    + "). A process can hold "
                    + "one build of " + title + ": take the other (e.g. of another framework, or by LD_LIBRARY_PATH or "
                    + "LD_PRELOAD) out, or run it in a process of its own");
        }
        return find(chain, "cannot open shared object file").map(message -> {
            Matcher file = FILE_MISSING.matcher(message);
            return "a library that it needs is not on this machine: " + (file.find() ? file.group(1) : message)
                    + ". Install it, or put its folder into LD_LIBRARY_PATH";
        });
    }

    private String noexec() {
        return "the folder for native libraries, " + folder()
                + ", is on a file system that was mounted with noexec. Name one from which programs may be run by "
                + CACHE_OPTION;
    }

    private static String noMemory(String message) {
        return "the system gave it no memory (" + message + "); "
                + AddressSpace.limit().map(AddressSpace::advice).orElse("give the process or its container more");
    }

    /** What is left: the native library is in no jar. */
    private Optional<String> ofJars(List<Throwable> chain) {
        if (find(chain, "Failed to locate library").isPresent()) {
            return Optional.of("its native libraries are not on the class path. Add " + LWJGL + ":lwjgl and " + LWJGL
                    + ":lwjgl-opus with the classifier natives-" + platform.split("-")[0].replace("macosx", "macos")
                    + " (and -arm64 where it is that)");
        }
        for (Throwable cause : chain) {
            String message = String.valueOf(cause.getMessage());
            Matcher binding = NOWHERE.matcher(message);
            boolean unsupported = message.startsWith("Platform \"");
            if (unsupported || binding.find() && cause.getCause() == null) {
                return Optional.of(
                        platforms.contains(platform)
                                ? "its native libraries (" + (unsupported ? message : binding.group(1)) + ") are "
                                        + whereToPut(unsupported ? "*" : artifact(binding.group(1)))
                                : "there are no native libraries for this platform. There are for "
                                        + String.join(", ", new TreeSet<>(platforms)));
            }
        }
        return Optional.empty();
    }

    private String whereToPut(String artifact) {
        if (LoadFailure.class.getModule().isNamed()) {
            return "in no module that this JVM has resolved. Put what io.github.metis8d:metis-" + platform
                    + " brings on the module path, all of it, or start the JVM with --add-modules org.bytedeco."
                    + artifact
                    + "." + platform.replace('-', '.');
        }
        return "not on the class path. Add org.bytedeco:" + artifact + " with the classifier " + platform;
    }

    /** The presets that a binding belongs to. */
    private static String artifact(String binding) {
        String name = binding.substring("jni".length());
        if (name.startsWith("openblas")) {
            return "openblas";
        }
        if (name.startsWith("torch")) {
            return "pytorch";
        }
        return name.startsWith("javacpp")
                ? "javacpp"
                : name.startsWith("cu") || name.startsWith("nv") ? "cuda" : "ffmpeg";
    }

    private String folder() {
        return cache == null ? "JavaCPP's cache" : cache.path().toString();
    }

    private String free() {
        long free = cache == null ? -1 : cache.free();
        return free < 0 ? "" : " (" + (free >> 20) + " MB free)";
    }

    /** {@return the message, of the deepest cause first, that holds one of the words} */
    private static Optional<String> find(List<Throwable> chain, String... words) {
        for (int i = chain.size() - 1; i >= 0; i--) {
            String message = String.valueOf(chain.get(i).getMessage());
            for (String word : words) {
                if (message.contains(word)) {
                    return Optional.of(message);
                }
            }
        }
        return Optional.empty();
    }

    private static String deepest(List<Throwable> chain) {
        Throwable last = chain.get(chain.size() - 1);
        return last.getMessage() == null ? last.toString() : last.getMessage();
    }

    /** The linker's message starts with names of files. */
    private static String lastPart(String message) {
        return message.substring(message.lastIndexOf(": ", message.indexOf('`')) + 2);
    }
}
