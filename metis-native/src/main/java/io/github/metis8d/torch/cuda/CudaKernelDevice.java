package io.github.metis8d.torch.cuda;

import static org.bytedeco.cuda.global.cudart.CUDA_SUCCESS;
import static org.bytedeco.cuda.global.cudart.cuGetErrorString;
import static org.bytedeco.cuda.global.cudart.cuLaunchKernel;
import static org.bytedeco.cuda.global.cudart.cuModuleGetFunction;
import static org.bytedeco.cuda.global.cudart.cuModuleLoadData;
import static org.bytedeco.cuda.global.cudart.cuModuleUnload;
import static org.bytedeco.cuda.global.cudart.cudaDevAttrComputeCapabilityMajor;
import static org.bytedeco.cuda.global.cudart.cudaDevAttrComputeCapabilityMinor;
import static org.bytedeco.cuda.global.cudart.cudaDeviceGetAttribute;
import static org.bytedeco.cuda.global.cudart.cudaSetDevice;
import static org.bytedeco.cuda.global.cudart.cudaSuccess;
import static org.bytedeco.pytorch.global.torch_cuda.getCurrentCUDAStream;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
import org.bytedeco.pytorch.cuda.CUDAStream;

/** A GPU for kernels that are compiled when they are first needed, by NVRTC, for the very device. */
public final class CudaKernelDevice implements KernelDevice {
    /** The first with 16-bit matrix products of all kinds and with copies that do not wait. */
    private static final int MIN_CAPABILITY = 8;

    private final int index;
    private final NvrtcCompiler compiler = new NvrtcCompiler();
    private final Map<KernelSource, LoadedKernel> loaded = new HashMap<>();
    private final List<CUmod_st> modules = new ArrayList<>();

    /**
     * A device of LibTorch's GPU build.
     *
     * @param index its number among those that the process sees
     */
    public CudaKernelDevice(int index) {
        this.index = index;
    }

    @Override
    public LoadedKernel load(KernelSource source) {
        return loaded.computeIfAbsent(source, this::compile);
    }

    private LoadedKernel compile(KernelSource source) {
        try (PointerScope scope = new PointerScope()) {
            makeCurrent();
            int major = attribute(cudaDevAttrComputeCapabilityMajor);
            int minor = attribute(cudaDevAttrComputeCapabilityMinor);
            if (major < MIN_CAPABILITY) {
                throw new KernelException("it needs a GPU of compute capability " + MIN_CAPABILITY + ".0, and cuda:"
                        + index + " has " + major + "." + minor);
            }
            byte[] cubin = compiler.compile(source, "sm_" + major + minor).cubin();
            CUmod_st module = new CUmod_st();
            check(cuModuleLoadData(module, new BytePointer(cubin)), "cuModuleLoadData");
            modules.add(module);
            CUfunc_st function = new CUfunc_st();
            check(cuModuleGetFunction(function, module, source.name()), "cuModuleGetFunction");
            return (grid, threads, arguments) -> launch(function, grid, threads, arguments);
        }
    }

    private void launch(CUfunc_st function, LoadedKernel.Grid grid, int threads, Object... arguments) {
        try (PointerScope scope = new PointerScope()) {
            makeCurrent();
            Pointer[] values = new Pointer[arguments.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = value(arguments[i]);
            }
            CUstream_st stream = getCurrentCUDAStream((byte) index).stream();
            check(
                    cuLaunchKernel(
                            function,
                            grid.x(),
                            grid.y(),
                            grid.z(),
                            threads,
                            1,
                            1,
                            0,
                            stream,
                            new PointerPointer<>(values),
                            new PointerPointer<>()),
                    "cuLaunchKernel");
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
        try (PointerScope scope = new PointerScope()) {
            CUDAStream stream = getCurrentCUDAStream((byte) index);
            stream.synchronize();
            long start = System.nanoTime();
            work.run();
            stream.synchronize();
            return (System.nanoTime() - start) / 1e9;
        }
    }

    @Override
    public void close() {
        if (modules.isEmpty()) {
            return; // CUDA's libraries may not even be there
        }
        // What a failed device answers does not matter: closing must not fail for it.
        cudaSetDevice(index);
        modules.forEach(module -> cuModuleUnload(module));
        modules.clear();
        loaded.clear();
    }

    /** The driver knows the device by the context of the thread, which this sets. LibTorch does the same. */
    private void makeCurrent() {
        int result = cudaSetDevice(index);
        if (result != cudaSuccess) {
            throw new KernelException("CUDA error: " + result + " in cudaSetDevice for cuda:" + index);
        }
    }

    private int attribute(int attribute) {
        int[] value = new int[1];
        int result = cudaDeviceGetAttribute(value, attribute, index);
        if (result != cudaSuccess) {
            throw new KernelException("cudaDeviceGetAttribute failed for cuda:" + index + " with error " + result);
        }
        return value[0];
    }

    /** In LibTorch's words, by which a device that failed is told from a batch that cannot be computed. */
    private static void check(int result, String call) {
        if (result != CUDA_SUCCESS) {
            try (PointerScope scope = new PointerScope()) {
                PointerPointer<BytePointer> text = new PointerPointer<>(1);
                cuGetErrorString(result, text);
                throw new KernelException(
                        "CUDA error: " + text.get(BytePointer.class).getString() + " in " + call);
            }
        }
    }
}
