package io.github.metis8d.torch.cuda;

import org.bytedeco.cuda.cudart.CUevent_st;
import org.bytedeco.cuda.cudart.CUfunc_st;
import org.bytedeco.cuda.cudart.CUmod_st;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.pytorch.Tensor;

/**
 * The calls that are made of CUDA's runtime and driver, under their own names, and of what LibTorch has for CUDA alone. An
 * {@code int} that a call returns is CUDA's code, 0 where all went well. Nothing is decided behind this interface: what is
 * done in which order, and what becomes of an error, is tested with others in its place.
 */
interface CudaCalls {
    /** The code of a call that went well. */
    int SUCCESS = 0;

    int cudaSetDevice(int device);

    int cudaDeviceGetAttribute(int[] value, int attribute, int device);

    int cudaDeviceSynchronize();

    /** Takes the last error of this thread away, unless it is one that stays. */
    int cudaGetLastError();

    String cudaGetErrorString(int error);

    int cudaHostAlloc(PointerPointer<?> memory, long bytes, int flags);

    int cudaFreeHost(Pointer memory);

    int cudaMemcpyAsync(Pointer to, Pointer from, long bytes, int kind, CUstream_st stream);

    int cudaStreamSynchronize(CUstream_st stream);

    int cudaStreamWaitEvent(CUstream_st stream, CUevent_st event, int flags);

    int cudaEventCreateWithFlags(CUevent_st event, int flags);

    int cudaEventRecord(CUevent_st event, CUstream_st stream);

    int cudaEventSynchronize(CUevent_st event);

    int cudaEventDestroy(CUevent_st event);

    int cuModuleLoadData(CUmod_st module, Pointer image);

    int cuModuleGetFunction(CUfunc_st function, CUmod_st module, String name);

    int cuModuleUnload(CUmod_st module);

    /** The blocks of a grid have one direction, and no shared memory beyond what the kernel itself declares. */
    int cuLaunchKernel(
            CUfunc_st function,
            LoadedKernel.Grid grid,
            int threads,
            CUstream_st stream,
            PointerPointer<Pointer> arguments);

    /** {@return what an error of the driver means, or null where the driver does not know it} */
    String cuGetErrorString(int error);

    /** {@return the stream in which LibTorch computes for this thread} LibTorch throws where the GPU has failed. */
    CUstream_st currentStream(int device);

    /** {@return one of LibTorch's other streams, which are never destroyed} LibTorch throws as above. */
    CUstream_st streamFromPool(int device);

    /** {@return bytes from LibTorch's store, for use in a stream} LibTorch throws as above, and where there is no memory. */
    Tensor allocate(int device, CUstream_st stream, long bytes);

    /** {@return the name of LibTorch's store} */
    String allocatorName();

    /** {@return the part of a GPU's memory that LibTorch's store may take} */
    double memoryFraction(int device);

    /** Limits LibTorch's store to this part. */
    void setMemoryFraction(int device, double fraction);

    /** Gives back what LibTorch's stores of all GPUs hold for later. */
    void emptyCaches();
}
