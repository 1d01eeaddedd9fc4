package io.github.metis8d.loading;

import io.github.metis8d.MetisException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * A native library that JavaCPP unpacks into a cache and loads: once in a process, safe beside other processes that do
 * the same, without JavaCPP's memory limit, and with an error that says what stood in the way.
 */
public abstract class NativeLibrary {
    private static final System.Logger LOG = System.getLogger(NativeLibrary.class.getName());

    /** One for all class loaders of the JVM, any of which may have a copy of this class. */
    private static final Object JVM = (NativeLibrary.class.getName() + ".loading").intern();

    private final String title;
    private final Set<String> platforms;
    private final long addresses;
    private volatile boolean loaded;
    private String failure;
    private Throwable cause;

    /**
     * A library that is not loaded yet.
     *
     * @param title its name for people, e.g. "FFmpeg"
     * @param platforms those for which the library is published, as JavaCPP names them
     * @param addresses how many bytes of address space loading it takes; some libraries end the process where they get
     *     none
     */
    protected NativeLibrary(String title, Set<String> platforms, long addresses) {
        this.title = title;
        this.addresses = addresses;
        this.platforms = Set.copyOf(platforms);
    }

    /**
     * Loads the library, if that was not done before. It is tried once: classes that could not be loaded cannot be tried
     * again in the same process.
     *
     * @throws MetisException if it cannot be loaded
     */
    public final void load() {
        if (!loaded) {
            loadOnce();
        }
    }

    private synchronized void loadOnce() {
        if (!loaded && failure == null) {
            JavaCppMemory.lift();
            try {
                AddressSpace.shortage(addresses).ifPresent(shortage -> {
                    throw new MetisException(shortage);
                });
                loadAlone();
                loaded = true;
            } catch (MetisException e) {
                failed(e.getMessage(), e);
            } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
                failed(reason(e), e);
            }
        }
        if (failure != null) {
            throw exception(failure, cause);
        }
    }

    private String reason(Throwable e) {
        ClassLoader classes = getClass().getClassLoader();
        return new LoadFailure(title, platformName(), platforms, folder(), classes).message(e);
    }

    private void failed(String message, Throwable why) {
        failure = title + " cannot be loaded on " + platformName() + ": " + message;
        cause = why;
    }

    private void loadAlone() {
        // An interrupted thread gets no lock of a file, neither ours nor JavaCPP's. It is told afterwards.
        boolean interrupted = Thread.interrupted();
        try {
            synchronized (JVM) {
                loadLocked(folder());
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void loadLocked(CacheFolder folder) {
        try (CacheLock lock = folder == null ? null : lock(folder)) {
            if (lock != null && lock.isAlone()) {
                folder.deleteTorn(getClass().getClassLoader());
            }
            unpackAndLoad();
            if (lock != null) {
                lock.unpacked();
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the lock of {0} is not written: {1}", folder, e);
        }
    }

    /** {@return the lock, or null where there cannot be one, as on a file system without locks} */
    private CacheLock lock(CacheFolder folder) {
        try {
            return CacheLock.take(
                    folder.path(),
                    () -> isUnpacked(folder),
                    () -> LOG.log(
                            Level.INFO,
                            "waiting for another process that unpacks native libraries into {0}",
                            folder.path()));
        } catch (IOException | UnsupportedOperationException e) {
            LOG.log(Level.DEBUG, "loading without a lock: {0}", e.toString());
            return null;
        }
    }

    private String platformName() {
        try {
            return platform();
        } catch (LinkageError e) {
            return System.getProperty("os.name") + " " + System.getProperty("os.arch");
        }
    }

    private CacheFolder folder() {
        try {
            return new CacheFolder(cacheFolder());
        } catch (IOException | LinkageError e) {
            return null; // Loading says why, if it matters.
        }
    }

    private boolean isUnpacked(CacheFolder folder) {
        return lastUnpacked().stream()
                .map(name -> getClass().getClassLoader().getResource(name))
                .allMatch(library -> library == null || folder.holds(library));
    }

    /** {@return JavaCPP's name for this platform, e.g. "linux-x86_64"} */
    protected abstract String platform();

    /**
     * {@return the folder into which JavaCPP unpacks libraries}
     *
     * @throws IOException if there is none
     */
    protected abstract Path cacheFolder() throws IOException;

    /**
     * {@return of each jar of native libraries the one that is unpacked last, by its name in the jar} Where these are in the
     * cache, all others are. Those that are in no jar are passed over.
     */
    protected abstract List<String> lastUnpacked();

    /** Has JavaCPP unpack and load the library. Nobody else on the machine unpacks meanwhile. */
    protected abstract void unpackAndLoad();

    /**
     * {@return the error to be thrown}
     *
     * @param message what is wrong, and what to do
     * @param cause what JavaCPP or the linker threw
     */
    protected MetisException exception(String message, Throwable cause) {
        return new MetisException(message, cause);
    }
}
