package io.github.metis8d.torch.runtime;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/**
 * Adds variables to the process's environment while native libraries are loaded that read them as they are loaded.
 * Java has no way to set one. POSIX has the list of variables be the process's own, named {@code environ}: a longer copy
 * takes its place, and the old list comes back at the end, so that other libraries of the process do not see them.
 * {@link System#getenv()} and the processes that Java starts never do. Where there is no such list, as on Windows, this
 * does nothing.
 */
final class NativeEnvironment implements AutoCloseable {
    /** Where the process has the list's address, or null. */
    private final PointerPointer<BytePointer> environ;

    private final Pointer before;
    private final Pointer during;

    private NativeEnvironment(PointerPointer<BytePointer> environ, Pointer before, Pointer during) {
        this.environ = environ;
        this.before = before;
        this.during = during;
    }

    /**
     * Sets variables until this is closed.
     *
     * @param defaults names and values in ASCII; a variable that the process has already keeps its value
     */
    static NativeEnvironment with(Map<String, String> defaults) {
        Pointer symbol = environ();
        if (symbol == null) {
            return new NativeEnvironment(null, null, null);
        }
        PointerPointer<BytePointer> environ = new PointerPointer<>(symbol);
        Pointer before = environ.get(0);
        List<Pointer> entries = entries(before);
        missing(defaults, entries).forEach((name, value) -> entries.add(copy(name + "=" + value)));
        Pointer during = list(entries);
        environ.put(0, during);
        return new NativeEnvironment(environ, before, during);
    }

    private static Pointer environ() {
        try {
            return Loader.addressof("environ");
        } catch (UnsatisfiedLinkError e) {
            return null; // What keeps JavaCPP's own library from being loaded keeps LibTorch's too, which tells it.
        }
    }

    private static List<Pointer> entries(Pointer list) {
        List<Pointer> entries = new ArrayList<>();
        if (list != null) {
            PointerPointer<BytePointer> pointers = new PointerPointer<>(list);
            for (Pointer entry = pointers.get(0); entry != null; entry = pointers.get(entries.size())) {
                entries.add(entry);
            }
        }
        return entries;
    }

    private static Map<String, String> missing(Map<String, String> defaults, List<Pointer> entries) {
        Map<String, String> missing = new LinkedHashMap<>(defaults);
        for (Pointer entry : entries) {
            missing.remove(new BytePointer(entry)
                    .getString(StandardCharsets.ISO_8859_1)
                    .split("=", 2)[0]);
        }
        return missing;
    }

    /** Never freed: whoever asked for a variable may have kept its address. */
    private static Pointer copy(String entry) {
        byte[] text = (entry + "\0").getBytes(StandardCharsets.US_ASCII);
        Pointer memory = Pointer.malloc(text.length);
        new BytePointer(memory).put(text);
        return memory;
    }

    private static Pointer list(List<Pointer> entries) {
        Pointer memory = Pointer.malloc((entries.size() + 1L) * Long.BYTES);
        PointerPointer<BytePointer> list = new PointerPointer<>(memory);
        for (int i = 0; i < entries.size(); i++) {
            list.put(i, entries.get(i));
        }
        list.put(entries.size(), (Pointer) null);
        return memory;
    }

    /** Takes the variables away again, unless another part of the process has replaced the list meanwhile. */
    @Override
    public void close() {
        if (environ != null && during.equals(environ.get(0))) {
            environ.put(0, before);
        }
    }
}
