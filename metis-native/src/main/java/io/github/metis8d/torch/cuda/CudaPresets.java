package io.github.metis8d.torch.cuda;

import org.bytedeco.cuda.cudart.CUevent_st;
import org.bytedeco.cuda.cudart.CUfunc_st;
import org.bytedeco.cuda.cudart.CUmod_st;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.cuda.CUDAStreamGuard;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.bytedeco.pytorch.global.torch_cuda;

/** CUDA and LibTorch themselves, by JavaCPP's presets. It holds no logic, as nearly no test runs it. */
final class CudaPresets implements CudaCalls {
    @Override
    public int cudaSetDevice(int device) {
        return cudart.cudaSetDevice(device);
    }

    @Override
    public int cudaDeviceGetAttribute(int[] value, int attribute, int device) {
        return cudart.cudaDeviceGetAttribute(value, attribute, device);
    }

    @Override
    public int cudaDeviceSynchronize() {
        return cudart.cudaDeviceSynchronize();
    }

    @Override
    public int cudaGetLastError() {
        return cudart.cudaGetLastError();
    }

    @Override
    public String cudaGetErrorString(int error) {
        return cudart.cudaGetErrorString(error).getString();
    }

    @Override
    public int cudaHostAlloc(PointerPointer<?> memory, long bytes, int flags) {
        return cudart.cudaHostAlloc(memory, bytes, flags);
    }

    @Override
    public int cudaFreeHost(Pointer memory) {
        return cudart.cudaFreeHost(memory);
    }

    @Override
    public int cudaMemcpyAsync(Pointer to, Pointer from, long bytes, int kind, CUstream_st stream) {
        return cudart.cudaMemcpyAsync(to, from, bytes, kind, stream);
    }

    @Override
    public int cudaStreamSynchronize(CUstream_st stream) {
        return cudart.cudaStreamSynchronize(stream);
    }

    @Override
    public int cudaStreamWaitEvent(CUstream_st stream, CUevent_st event, int flags) {
        return cudart.cudaStreamWaitEvent(stream, event, flags);
    }

    @Override
    public int cudaEventCreateWithFlags(CUevent_st event, int flags) {
        return cudart.cudaEventCreateWithFlags(event, flags);
    }

    @Override
    public int cudaEventRecord(CUevent_st event, CUstream_st stream) {
        return cudart.cudaEventRecord(event, stream);
    }

    @Override
    public int cudaEventSynchronize(CUevent_st event) {
        return cudart.cudaEventSynchronize(event);
    }

    @Override
    public int cudaEventDestroy(CUevent_st event) {
        return cudart.cudaEventDestroy(event);
    }

    @Override
    public int cuModuleLoadData(CUmod_st module, Pointer image) {
        return cudart.cuModuleLoadData(module, image);
    }

    @Override
    public int cuModuleGetFunction(CUfunc_st function, CUmod_st module, String name) {
        return cudart.cuModuleGetFunction(function, module, name);
    }

    @Override
    public int cuModuleUnload(CUmod_st module) {
        return cudart.cuModuleUnload(module);
    }

    @Override
    public int cuLaunchKernel(
            CUfunc_st function,
            LoadedKernel.Grid grid,
            int threads,
            CUstream_st stream,
            PointerPointer<Pointer> arguments) {
        return cudart.cuLaunchKernel(
                function, grid.x(), grid.y(), grid.z(), threads, 1, 1, 0, stream, arguments, new PointerPointer<>());
    }

    @Override
    public String cuGetErrorString(int error) {
        try (PointerScope scope = new PointerScope()) {
            PointerPointer<BytePointer> text = new PointerPointer<>(1);
            return cudart.cuGetErrorString(error, text) == SUCCESS
                    ? text.get(BytePointer.class).getString()
                    : null;
        }
    }

    @Override
    public CUstream_st currentStream(int device) {
        try (PointerScope scope = new PointerScope()) {
            return torch_cuda.getCurrentCUDAStream((byte) device).stream();
        }
    }

    @Override
    public CUstream_st streamFromPool(int device) {
        try (PointerScope scope = new PointerScope()) {
            return torch_cuda.getStreamFromPool(false, (byte) device).stream();
        }
    }

    @Override
    public Tensor allocate(int device, CUstream_st stream, long bytes) {
        TensorOptions options = new TensorOptions(ScalarType.Byte)
                .device(new DeviceOptional(new Device(DeviceType.CUDA, (byte) device)));
        try (CUDAStreamGuard inStream = new CUDAStreamGuard(
                torch_cuda.getStreamFromExternal(stream, (byte) device).unwrap())) {
            return torch.empty(new long[] {bytes}, options, null);
        }
    }

    @Override
    public String allocatorName() {
        return torch_cuda.getAllocator().name().getString();
    }

    @Override
    public double memoryFraction(int device) {
        return torch_cuda.getAllocator().getMemoryFraction((byte) device);
    }

    @Override
    public void setMemoryFraction(int device, double fraction) {
        torch_cuda.getAllocator().setMemoryFraction(fraction, (byte) device);
    }

    @Override
    public void emptyCaches() {
        torch_cuda.getAllocator().emptyCache();
    }
}
