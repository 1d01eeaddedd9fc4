package io.github.metis8d.torch.cuda;

import static org.bytedeco.cuda.global.cudart.cudaEventBlockingSync;
import static org.bytedeco.cuda.global.cudart.cudaEventDisableTiming;
import static org.bytedeco.cuda.global.cudart.cudaHostAllocDefault;
import static org.bytedeco.cuda.global.cudart.cudaMemcpyDeviceToHost;
import static org.bytedeco.cuda.global.cudart.cudaMemcpyHostToDevice;

import org.bytedeco.cuda.cudart.CUevent_st;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * A GPU's copies on two streams of their own, one in each direction. The streams wait for LibTorch's and it for them by
 * events, on the GPU.
 *
 * <p>Pinned memory and events are the CUDA runtime's, not LibTorch's: after an error of the GPU LibTorch's throw when they
 * are freed, out of a destructor, which ends the process (LibTorch 2.10).
 */
final class CudaCopyEngine implements CopyEngine {
    private final int device;
    private final CudaCalls cuda;
    private final CUstream_st up;
    private final CUstream_st down;
    private final CUevent_st uploaded;
    private final CUevent_st computed;

    /**
     * An engine for a GPU.
     *
     * @param device its number among those that the process sees
     * @param cuda the calls of CUDA
     */
    CudaCopyEngine(int device, CudaCalls cuda) {
        this.device = device;
        this.cuda = cuda;
        this.up = cuda.streamFromPool(device);
        this.down = cuda.streamFromPool(device);
        makeCurrent();
        this.uploaded = event(cudaEventDisableTiming);
        try {
            this.computed = event(cudaEventDisableTiming);
        } catch (RuntimeException e) {
            cuda.cudaEventDestroy(uploaded);
            throw e;
        }
    }

    @Override
    public Pointer allocateHost(long bytes) {
        makeCurrent();
        try (PointerScope scope = new PointerScope()) {
            PointerPointer<BytePointer> memory = new PointerPointer<>(1);
            check(cuda.cudaHostAlloc(memory, bytes, cudaHostAllocDefault), "cudaHostAlloc");
            return memory.get(BytePointer.class);
        }
    }

    @Override
    public void freeHost(Pointer memory) {
        tryToMakeCurrent();
        cuda.cudaFreeHost(memory);
    }

    /** LibTorch's memory belongs to a stream: that of others may still be in use by what is queued there. */
    @Override
    public Tensor allocateDevice(long bytes) {
        return cuda.allocate(device, up, bytes);
    }

    @Override
    public void up(Pointer from, Tensor to, long bytes) {
        makeCurrent();
        check(
                cuda.cudaMemcpyAsync(to.data_ptr(), from, bytes, cudaMemcpyHostToDevice, up),
                "cudaMemcpyAsync to the GPU");
        letWait(cuda.currentStream(device), up, uploaded);
    }

    @Override
    public Arrival down(Tensor from, Pointer to, long bytes) {
        makeCurrent();
        letWait(down, cuda.currentStream(device), computed);
        check(
                cuda.cudaMemcpyAsync(to, from.data_ptr(), bytes, cudaMemcpyDeviceToHost, down),
                "cudaMemcpyAsync to the host");
        // Without the flag, the thread would keep one of the decoder's cores busy while it waits.
        CUevent_st arrived = event(cudaEventBlockingSync | cudaEventDisableTiming);
        Arrival arrival = new Arrival() {
            @Override
            public void await() {
                tryToMakeCurrent();
                check(cuda.cudaEventSynchronize(arrived), "cudaEventSynchronize");
            }

            @Override
            public void close() {
                tryToMakeCurrent();
                cuda.cudaEventDestroy(arrived);
            }
        };
        try {
            check(cuda.cudaEventRecord(arrived, down), "cudaEventRecord");
        } catch (RuntimeException e) {
            arrival.close();
            throw e;
        }
        return arrival;
    }

    /** Makes what a stream is given from now on wait for what another was given so far. */
    private void letWait(CUstream_st waiting, CUstream_st first, CUevent_st event) {
        check(cuda.cudaEventRecord(event, first), "cudaEventRecord");
        // Waits for the event as it was recorded last, so that it can be recorded anew at once.
        check(cuda.cudaStreamWaitEvent(waiting, event, 0), "cudaStreamWaitEvent");
    }

    @Override
    public void drain() {
        tryToMakeCurrent();
        cuda.cudaStreamSynchronize(up);
        try {
            cuda.cudaStreamSynchronize(cuda.currentStream(device));
        } catch (RuntimeException e) {
            // LibTorch does not give the stream of a GPU that failed.
        }
        cuda.cudaStreamSynchronize(down);
    }

    @Override
    public void close() {
        tryToMakeCurrent();
        cuda.cudaEventDestroy(uploaded);
        cuda.cudaEventDestroy(computed);
    }

    /**
     * New events belong to the current device of the thread, as does the context in which memory is pinned. A thread that
     * names none would set up the first GPU, whichever is meant.
     */
    private void makeCurrent() {
        check(cuda.cudaSetDevice(device), "cudaSetDevice");
    }

    /** What frees and waits goes on where the GPU answers no more, and tells of it in its own name if at all. */
    private void tryToMakeCurrent() {
        cuda.cudaSetDevice(device);
    }

    private CUevent_st event(int flags) {
        CUevent_st event = new CUevent_st();
        check(cuda.cudaEventCreateWithFlags(event, flags), "cudaEventCreateWithFlags");
        return event;
    }

    /** In LibTorch's words, by which failures are told apart. */
    private void check(int result, String call) {
        if (result != CudaCalls.SUCCESS) {
            throw new IllegalStateException("CUDA error: " + cuda.cudaGetErrorString(result) + " in " + call);
        }
    }
}
