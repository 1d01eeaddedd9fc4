package io.github.metis8d.torch.cuda;

import static org.bytedeco.cuda.global.cudart.CUDA_ERROR_UNSUPPORTED_PTX_VERSION;
import static org.bytedeco.cuda.global.cudart.cudaDevAttrComputeCapabilityMajor;
import static org.bytedeco.cuda.global.cudart.cudaDevAttrComputeCapabilityMinor;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.cuda.cudart.CUfunc_st;
import org.bytedeco.cuda.cudart.CUmod_st;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/** A GPU for kernels that are compiled when they are first needed, for the very device. */
public final class CudaKernelDevice implements KernelDevice {
    private static final System.Logger LOG = System.getLogger(CudaKernelDevice.class.getName());

    /** The first with 16-bit matrix products of all kinds and with copies that do not wait. */
    private static final int MIN_CAPABILITY = 8;

    private final int index;
    private final CudaCalls cuda;
    private final KernelCompiler compiler;
    private final Map<KernelSource, LoadedKernel> loaded = new HashMap<>();
    private final List<CUmod_st> modules = new ArrayList<>();

    /**
     * A device of LibTorch's GPU build, whose kernels NVRTC compiles.
     *
     * @param index its number among those that the process sees
     */
    public CudaKernelDevice(int index) {
        this(index, new CudaPresets(), new NvrtcCompiler());
    }

    /** The same by other calls and another compiler. */
    CudaKernelDevice(int index, CudaCalls cuda, KernelCompiler compiler) {
        this.index = index;
        this.cuda = cuda;
        this.compiler = compiler;
    }

    @Override
    public LoadedKernel load(KernelSource source) {
        return loaded.computeIfAbsent(source, this::compile);
    }

    private LoadedKernel compile(KernelSource source) {
        try (PointerScope scope = new PointerScope()) {
            makeCurrent();
            KernelTarget target = target();
            byte[] image = compiler.compile(source, target).image();
            CUmod_st module = new CUmod_st();
            int result = cuda.cuModuleLoadData(module, new BytePointer(image));
            if (result == CUDA_ERROR_UNSUPPORTED_PTX_VERSION) {
                throw new KernelException(
                        "NVIDIA's driver is older than NVRTC and cannot translate what it compiles for " + "cuda:"
                                + index + " (" + target + "): update the driver");
            }
            check(result, "cuModuleLoadData");
            modules.add(module);
            CUfunc_st function = new CUfunc_st();
            check(cuda.cuModuleGetFunction(function, module, source.name()), "cuModuleGetFunction");
            return (grid, threads, arguments) -> launch(function, grid, threads, arguments);
        }
    }

    private KernelTarget target() {
        int major = attribute(cudaDevAttrComputeCapabilityMajor);
        int minor = attribute(cudaDevAttrComputeCapabilityMinor);
        if (major < MIN_CAPABILITY) {
            throw new KernelException("it needs a GPU of compute capability " + MIN_CAPABILITY + ".0, and cuda:" + index
                    + " has " + major + "." + minor);
        }
        KernelTarget target = KernelTarget.of(major, minor, compiler.architectures());
        if (target.portable()) {
            LOG.log(
                    Level.DEBUG,
                    "cuda:{0} is newer than NVRTC, which compiles for {1}; the driver translates that",
                    index,
                    target);
        }
        return target;
    }

    private void launch(CUfunc_st function, LoadedKernel.Grid grid, int threads, Object... arguments) {
        try (PointerScope scope = new PointerScope()) {
            makeCurrent();
            Pointer[] values = new Pointer[arguments.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = value(arguments[i]);
            }
            CUstream_st stream = cuda.currentStream(index);
            check(cuda.cuLaunchKernel(function, grid, threads, stream, new PointerPointer<>(values)), "cuLaunchKernel");
        }
    }

    /** Where the value of an argument lies. */
    private static Pointer value(Object argument) {
        if (argument instanceof Tensor tensor) {
            return new LongPointer(1).put(tensor.data_ptr().address());
        }
        if (argument instanceof Integer number) {
            return new IntPointer(1).put(number);
        }
        if (argument instanceof Float number) {
            return new FloatPointer(1).put(number);
        }
        throw new IllegalArgumentException("no kernel takes " + argument);
    }

    @Override
    public double seconds(Runnable work) {
        makeCurrent();
        CUstream_st stream = cuda.currentStream(index);
        checkRuntime(cuda.cudaStreamSynchronize(stream), "cudaStreamSynchronize");
        long start = System.nanoTime();
        work.run();
        checkRuntime(cuda.cudaStreamSynchronize(stream), "cudaStreamSynchronize");
        return (System.nanoTime() - start) / 1e9;
    }

    /**
     * An error that is still there when it was taken away and the device is asked again has broken the context, and with it,
     * as CUDA's manual says of cudaErrorIllegalAddress and its like, the process.
     */
    @Override
    public Optional<String> fault() {
        cuda.cudaSetDevice(index);
        if (cuda.cudaDeviceSynchronize() == CudaCalls.SUCCESS) {
            return Optional.empty();
        }
        cuda.cudaGetLastError();
        int result = cuda.cudaDeviceSynchronize();
        return result == CudaCalls.SUCCESS
                ? Optional.empty()
                : Optional.of("cuda:" + index + " failed: " + cuda.cudaGetErrorString(result));
    }

    @Override
    public void close() {
        if (modules.isEmpty()) {
            return; // CUDA's libraries may not even be there
        }
        // What a failed device answers does not matter: closing must not fail for it.
        cuda.cudaSetDevice(index);
        modules.forEach(cuda::cuModuleUnload);
        modules.clear();
        loaded.clear();
    }

    /** The driver knows the device by the context of the thread, which this sets. LibTorch does the same. */
    private void makeCurrent() {
        checkRuntime(cuda.cudaSetDevice(index), "cudaSetDevice");
    }

    private int attribute(int attribute) {
        int[] value = new int[1];
        checkRuntime(cuda.cudaDeviceGetAttribute(value, attribute, index), "cudaDeviceGetAttribute");
        return value[0];
    }

    /** In LibTorch's words, by which a device that failed is told from a batch that cannot be computed. */
    private void checkRuntime(int result, String call) {
        if (result != CudaCalls.SUCCESS) {
            throw new KernelException("CUDA error: " + cuda.cudaGetErrorString(result) + " in " + call);
        }
    }

    private void check(int result, String call) {
        if (result != CudaCalls.SUCCESS) {
            String meaning = cuda.cuGetErrorString(result);
            throw new KernelException("CUDA error: " + (meaning == null ? result : meaning) + " in " + call);
        }
    }
}
