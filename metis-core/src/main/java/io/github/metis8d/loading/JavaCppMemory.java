package io.github.metis8d.loading;

import io.github.metis8d.MetisException;
import java.util.Locale;
import java.util.Optional;

/**
 * JavaCPP's limits for native memory. By default it allows a process four times the Java heap, and is read once, when
 * JavaCPP is first used. Metis frees native memory by itself and not by the garbage collector, so that the limit guards
 * nothing, and the weights alone may exceed it.
 */
public final class JavaCppMemory {
    private static final String BYTES = "org.bytedeco.javacpp.maxBytes";
    private static final String PHYSICAL = "org.bytedeco.javacpp.maxPhysicalBytes";
    private static final long MEGABYTE = 1 << 20;

    private JavaCppMemory() {}

    /** Lifts the limits that nobody has set. Without effect once JavaCPP's pointers were used. */
    static void lift() {
        setDefault(BYTES);
        setDefault(PHYSICAL);
    }

    private static void setDefault(String property) {
        // JavaCPP takes both spellings.
        if (System.getProperty(property) == null && System.getProperty(property.toLowerCase(Locale.ROOT)) == null) {
            System.setProperty(property, "0");
        }
    }

    /**
     * Checks that the limit which is in force leaves room. JavaCPP must not meet it while LibTorch is set up: it frees a
     * callback there and writes to it afterwards, and the process is aborted sooner or later.
     *
     * @param title what wants the room, e.g. "LibTorch"
     * @param limit in bytes, as JavaCPP says; 0 or below for none
     * @param used the memory that JavaCPP counts towards it now, in bytes
     * @param needed how much is needed, in bytes
     * @throws MetisException if the limit leaves less
     */
    public static void requireRoom(String title, long limit, long used, long needed) {
        if (limit > 0 && limit - used < needed) {
            throw new MetisException("JavaCPP allows this process " + limit / MEGABYTE + " MB of native memory and "
                    + used / MEGABYTE + " MB are in use, which leaves too little for " + title + "; " + remedy());
        }
    }

    /**
     * {@return what to tell where JavaCPP refused memory because of a limit of its own, or nothing for any other error}
     *
     * @param failure anything that came out of a native call
     */
    public static Optional<String> exceeded(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            if (cause instanceof OutOfMemoryError
                    && (message.contains("maxPhysicalBytes") || message.contains("maxBytes"))) {
                return Optional.of("JavaCPP refused native memory: " + message + "; " + remedy());
            }
        }
        return Optional.empty();
    }

    /** {@return how to lift the limit} */
    public static String remedy() {
        return "start the JVM with -D" + PHYSICAL + "=0 -D" + BYTES
                + "=0, which lifts JavaCPP's limit (by default four "
                + "times the Java heap), or with a larger one; Metis lifts it itself where it is the first to use JavaCPP";
    }
}
