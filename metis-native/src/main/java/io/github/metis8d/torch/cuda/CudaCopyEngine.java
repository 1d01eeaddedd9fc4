package io.github.metis8d.torch.cuda;

import static org.bytedeco.cuda.global.cudart.cudaEventBlockingSync;
import static org.bytedeco.cuda.global.cudart.cudaEventCreateWithFlags;
import static org.bytedeco.cuda.global.cudart.cudaEventDestroy;
import static org.bytedeco.cuda.global.cudart.cudaEventDisableTiming;
import static org.bytedeco.cuda.global.cudart.cudaEventRecord;
import static org.bytedeco.cuda.global.cudart.cudaEventSynchronize;
import static org.bytedeco.cuda.global.cudart.cudaFreeHost;
import static org.bytedeco.cuda.global.cudart.cudaGetErrorString;
import static org.bytedeco.cuda.global.cudart.cudaHostAlloc;
import static org.bytedeco.cuda.global.cudart.cudaHostAllocDefault;
import static org.bytedeco.cuda.global.cudart.cudaMemcpyAsync;
import static org.bytedeco.cuda.global.cudart.cudaMemcpyDeviceToHost;
import static org.bytedeco.cuda.global.cudart.cudaMemcpyHostToDevice;
import static org.bytedeco.cuda.global.cudart.cudaSetDevice;
import static org.bytedeco.cuda.global.cudart.cudaStreamSynchronize;
import static org.bytedeco.cuda.global.cudart.cudaStreamWaitEvent;
import static org.bytedeco.cuda.global.cudart.cudaSuccess;
import static org.bytedeco.pytorch.global.torch.empty;
import static org.bytedeco.pytorch.global.torch_cuda.getCurrentCUDAStream;
import static org.bytedeco.pytorch.global.torch_cuda.getStreamFromPool;

import org.bytedeco.cuda.cudart.CUevent_st;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.cuda.CUDAStream;
import org.bytedeco.pytorch.cuda.CUDAStreamGuard;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A GPU's copies on two streams of their own, one in each direction. The streams wait for LibTorch's and it for them by
 * events, on the GPU.
 *
 * <p>Pinned memory and events are the CUDA runtime's, not LibTorch's: after an error of the GPU LibTorch's throw when they
 * are freed, out of a destructor, which ends the process (LibTorch 2.10).
 */
final class CudaCopyEngine implements CopyEngine {
    private final Device device;
    private final CUDAStream upStream;
    private final CUstream_st up;
    private final CUstream_st down;
    private final CUevent_st uploaded;
    private final CUevent_st computed;

    /**
     * An engine for a GPU.
     *
     * @param device the GPU
     * @param owner the scope that owns the objects
     */
    CudaCopyEngine(Device device, PointerScope owner) {
        this.device = device;
        this.upStream = getStreamFromPool(false, device.index());
        owner.attach(upStream);
        this.up = upStream.stream();
        this.down = getStreamFromPool(false, device.index()).stream();
        makeCurrent();
        this.uploaded = event(cudaEventDisableTiming);
        this.computed = event(cudaEventDisableTiming);
    }

    @Override
    public Pointer allocateHost(long bytes) {
        makeCurrent();
        try (PointerScope scope = new PointerScope()) {
            PointerPointer<BytePointer> memory = new PointerPointer<>(1);
            check(cudaHostAlloc(memory, bytes, cudaHostAllocDefault), "cudaHostAlloc");
            return memory.get(BytePointer.class);
        }
    }

    @Override
    public void freeHost(Pointer memory) {
        cudaFreeHost(memory);
    }

    @Override
    public Tensor allocateDevice(long bytes) {
        // LibTorch's memory belongs to a stream: that of others may still be in use by what is queued there.
        try (CUDAStreamGuard onCopyStream = new CUDAStreamGuard(upStream.unwrap())) {
            return empty(
                    new long[] {bytes}, new TensorOptions(ScalarType.Byte).device(new DeviceOptional(device)), null);
        }
    }

    @Override
    public void up(Pointer from, Tensor to, long bytes) {
        makeCurrent();
        check(cudaMemcpyAsync(to.data_ptr(), from, bytes, cudaMemcpyHostToDevice, up), "cudaMemcpyAsync to the GPU");
        letWait(compute(), up, uploaded);
    }

    @Override
    public Arrival down(Tensor from, Pointer to, long bytes) {
        makeCurrent();
        letWait(down, compute(), computed);
        check(cudaMemcpyAsync(to, from.data_ptr(), bytes, cudaMemcpyDeviceToHost, down), "cudaMemcpyAsync to the host");
        // Without the flag, the thread would keep one of the decoder's cores busy while it waits.
        CUevent_st arrived = event(cudaEventBlockingSync | cudaEventDisableTiming);
        Arrival arrival = new Arrival() {
            @Override
            public void await() {
                check(cudaEventSynchronize(arrived), "cudaEventSynchronize");
            }

            @Override
            public void close() {
                cudaEventDestroy(arrived);
            }
        };
        try {
            check(cudaEventRecord(arrived, down), "cudaEventRecord");
        } catch (RuntimeException e) {
            arrival.close();
            throw e;
        }
        return arrival;
    }

    /** Makes what a stream is given from now on wait for what another was given so far. */
    private static void letWait(CUstream_st waiting, CUstream_st first, CUevent_st event) {
        check(cudaEventRecord(event, first), "cudaEventRecord");
        // Waits for the event as it was recorded last, so that it can be recorded anew at once.
        check(cudaStreamWaitEvent(waiting, event, 0), "cudaStreamWaitEvent");
    }

    private CUstream_st compute() {
        return getCurrentCUDAStream(device.index()).stream();
    }

    @Override
    public void drain() {
        cudaStreamSynchronize(up);
        try (PointerScope scope = new PointerScope()) {
            cudaStreamSynchronize(compute());
        } catch (RuntimeException e) {
            // LibTorch does not give the stream of a GPU that failed.
        }
        cudaStreamSynchronize(down);
    }

    @Override
    public void close() {
        cudaEventDestroy(uploaded);
        cudaEventDestroy(computed);
    }

    /** New events belong to the current device of the thread, as does the context in which memory is pinned. */
    private void makeCurrent() {
        check(cudaSetDevice(device.index()), "cudaSetDevice");
    }

    private static CUevent_st event(int flags) {
        CUevent_st event = new CUevent_st();
        check(cudaEventCreateWithFlags(event, flags), "cudaEventCreateWithFlags");
        return event;
    }

    /** In LibTorch's words, by which failures are told apart. */
    private static void check(int result, String call) {
        if (result != cudaSuccess) {
            throw new IllegalStateException(
                    "CUDA error: " + cudaGetErrorString(result).getString() + " in " + call);
        }
    }
}
