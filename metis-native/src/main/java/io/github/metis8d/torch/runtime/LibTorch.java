package io.github.metis8d.torch.runtime;

import static org.bytedeco.pytorch.global.torch.getNumGPUs;
import static org.bytedeco.pytorch.global.torch.get_num_threads;
import static org.bytedeco.pytorch.global.torch.set_num_threads;

import io.github.metis8d.DeviceUnavailableException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Context;
import org.bytedeco.pytorch.global.torch;

/** The native library: loaded once in a process, before anything else of it is touched. */
public final class LibTorch {
    private static final String KERNELS_KEPT = "256";

    /**
     * OpenBLAS has threads of its own, which wait in a loop and so take the cores from LibTorch's. It is called for
     * small products within attention, many at a time, which need no threads.
     */
    private static final String BLAS_THREADS = "1";

    /**
     * How often a thread of OpenMP looks for work before it sleeps: some 100 µs, about what it costs to be woken. By
     * default it looks for milliseconds, all the while on a core that the thread it waits for may need. Fewer cost time on
     * a free machine, more on a busy one; docs/embedding.md has the figures.
     */
    static final String SPINS = "5000";

    private static final TorchLibrary LIBRARY = new TorchLibrary(LibTorch::loadAndSet);

    private LibTorch() {}

    /**
     * Loads LibTorch, if that was not done before.
     *
     * @throws DeviceUnavailableException if it cannot be loaded; the message says why and what to do
     */
    public static void load() {
        LIBRARY.load();
    }

    private static void loadAndSet() {
        CudaBuild.choose();
        loadLibraries();
        boundKernelCaches();
        useLargePages();
        // Where it does not know the processor, it says so on standard error at every short clip's convolution.
        torch.globalContext().setUserEnabledNNPACK(false);
    }

    /** Loads them with the settings of their threads, which they read from the environment and at no other time. */
    private static void loadLibraries() {
        Map<String, String> settings = new HashMap<>(Map.of("OPENBLAS_NUM_THREADS", BLAS_THREADS));
        if (System.getenv("OMP_WAIT_POLICY") == null) {
            settings.put("GOMP_SPINCOUNT", SPINS);
        }
        try (NativeEnvironment environment = NativeEnvironment.with(settings)) {
            Loader.load(torch.class);
        }
    }

    /**
     * oneDNN, and LibTorch's use of it, each keep the last 1024 kernels of a thread, where a batch needs a dozen: with
     * clips of ever different lengths this fills up for hours, and looks like a leak. Read on first use.
     */
    private static void boundKernelCaches() {
        torch.set_env("ONEDNN_PRIMITIVE_CACHE_CAPACITY", KERNELS_KEPT, false);
        torch.set_env("LRU_CACHE_CAPACITY", KERNELS_KEPT, false);
    }

    /**
     * Memory for large tensors comes in pages of 2 MiB where the system has them for those who ask. The kernel then has
     * a few hundredths of the page faults to serve, which take longer than reading the weights. Read on first use.
     */
    private static void useLargePages() {
        torch.set_env("THP_MEM_ALLOC_ENABLE", "1", false);
    }

    /**
     * Ends the thread with which JavaCPP frees what the garbage collector found: it keeps the class loader of JavaCPP, and
     * of LibTorch and this library if it is the same one. Where JavaCPP has another loader, it may serve others too, and
     * stays. The libraries themselves are unloaded with the class loader, as far as the system does so.
     */
    public static void release() {
        if (Pointer.class.getClassLoader() == LibTorch.class.getClassLoader()) {
            Pointer.deallocateReferences();
            Pointer.interruptDeallocatorThread();
        }
    }

    /** {@return the version of LibTorch, e.g. "2.10.0"} */
    public static String version() {
        try {
            // The preset's version is LibTorch's and JavaCPP's, e.g. 2.10.0-1.5.13.
            return Loader.getVersion("org.bytedeco", "pytorch").split("-")[0];
        } catch (IOException e) {
            return "unknown";
        }
    }

    /** {@return how many CUDA devices the process sees: 0 in a build without CUDA, or where there is no driver} */
    public static int cudaDevices() {
        load();
        return torch.hasCUDA() ? (int) getNumGPUs() : 0;
    }

    /** {@return whether the LibTorch on the class path was built with CUDA, whatever the machine has} */
    public static boolean builtWithCuda() {
        load();
        return Context.hasCUDART();
    }

    /** {@return whether LibTorch was built with oneDNN, as it is for x86 processors} */
    public static boolean hasOneDnn() {
        load();
        return Context.hasMKLDNN();
    }

    /**
     * Lets the operations of this thread use the processor's cores. LibTorch counts them by a library that knows a
     * list of processors, and finds one core where it meets another; OpenMP keeps the number for each calling thread.
     *
     * @return the threads that LibTorch now uses for one operation on the CPU: those that the environment variable
     *     {@code OMP_NUM_THREADS} names, else as many as the process may use cores
     */
    public static int useAllCores() {
        load();
        if (System.getenv("OMP_NUM_THREADS") == null) {
            useCores(Processor.availableCores());
        }
        return get_num_threads();
    }

    /**
     * Lets the operations of this thread use a number of cores, and those of threads that have not called LibTorch yet.
     *
     * @param cores how many
     */
    public static void useCores(int cores) {
        load();
        // A thread that was not asked before takes the number of the process when it first computes, whatever it was
        // told.
        get_num_threads();
        set_num_threads(cores);
    }
}
