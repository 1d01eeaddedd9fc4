package io.github.metis8d.torch.cuda;

import static org.bytedeco.pytorch.global.torch.full;

import io.github.metis8d.torch.runtime.Transfers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.bytedeco.cuda.cudart.CUevent_st;
import org.bytedeco.cuda.cudart.CUfunc_st;
import org.bytedeco.cuda.cudart.CUmod_st;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * CUDA without a GPU. Memory is the CPU's, and holds no numbers when it is new. Streams do what they are given at the last
 * moment that events and waits allow, so that memory which is given away too early shows. Any call can be made to fail, alone
 * or with all that follow. Using what is freed, or freeing it while a copy needs it, is an {@link AssertionError}.
 */
public final class FakeCuda implements CudaCalls {
    /** "out of memory". */
    public static final int OUT_OF_MEMORY = 2;

    /** "an illegal memory access was encountered", which stays. */
    public static final int ILLEGAL_ADDRESS = 700;

    private static final byte NO_NUMBER = (byte) 0xFF;

    private final FakeStream compute;
    private final List<FakeStream> others = new ArrayList<>();
    private final List<String> calls = new ArrayList<>();
    private final Map<Long, Long> hostMemory = new HashMap<>();
    private final List<Tensor> deviceMemory = new ArrayList<>();
    private final List<Copy> copies = new ArrayList<>();
    private final Map<CUevent_st, Runnable> events = new IdentityHashMap<>();
    private final Map<CUevent_st, String> eventNames = new IdentityHashMap<>();
    private final Map<CUmod_st, byte[]> modules = new IdentityHashMap<>();
    private final Map<CUfunc_st, String> functions = new IdentityHashMap<>();
    private int eventsCreated;
    private int hostAllocations;
    private int capability = 90;
    private int firstFailure = Integer.MAX_VALUE;
    private int lastFailure = Integer.MAX_VALUE;
    private String failingCall = "";
    private int error = SUCCESS;
    private int faultsLeft;
    private double fraction = 1;
    private String allocator = "native";
    private Consumer<Launch> onLaunch = launch -> {};

    private record Copy(long from, long to) {}

    /**
     * A launch.
     *
     * @param kernel its name
     * @param grid its blocks
     * @param threads of a block
     * @param stream its name
     * @param arguments where the values lie, for as long as the launch is looked at
     */
    record Launch(
            String kernel, LoadedKernel.Grid grid, int threads, String stream, PointerPointer<Pointer> arguments) {
        /** {@return an argument that is an address of the device} */
        long address(int argument) {
            return new LongPointer(arguments.get(argument)).get();
        }
    }

    /** Where LibTorch computes at once, as on a CPU. */
    public FakeCuda() {
        this(true);
    }

    private FakeCuda(boolean eager) {
        compute = new FakeStream("compute", eager);
    }

    /** Where what {@link #compute} is given is done at the last moment too. */
    static FakeCuda lazy() {
        return new FakeCuda(false);
    }

    /** {@return transfers by this} */
    public Transfers transfers() {
        return new OverlappedTransfers(new CudaCopyEngine(0, this));
    }

    /** Gives LibTorch's stream work. */
    void compute(Runnable work) {
        compute.add(work);
    }

    /** Sets the GPU's compute capability, without its point. */
    FakeCuda capability(int number) {
        capability = number;
        return this;
    }

    /** Looks at each launch. */
    void onLaunch(Consumer<Launch> looker) {
        onLaunch = looker;
    }

    /** Has one call fail, counted from 0 over all calls since this object was made. */
    public void failAt(int call, int code) {
        firstFailure = call;
        lastFailure = call;
        error = code;
    }

    /** Has all calls fail from one on: the GPU is gone. */
    public void failFrom(int call, int code) {
        firstFailure = call;
        lastFailure = Integer.MAX_VALUE;
        error = code;
    }

    /** Has all calls of a name fail, or with an empty name none any more. */
    public void fail(String call, int code) {
        failingCall = call;
        error = code;
    }

    /** Has all calls fail from now on, as they do once a kernel has read where it must not. */
    public void breakDown() {
        failFrom(calls.size(), ILLEGAL_ADDRESS);
    }

    /** Has the device tell of an error so many times when it is waited for. */
    void tellFault(int times) {
        faultsLeft = times;
    }

    /** Names LibTorch's store. */
    void allocator(String name) {
        allocator = name;
    }

    /** {@return all calls so far, with what tells them apart} */
    List<String> calls() {
        return calls;
    }

    /** {@return how many calls were made so far} */
    public int made() {
        return calls.size();
    }

    /** {@return a call, with what tells it from others of its name} */
    public String call(int number) {
        return calls.get(number);
    }

    /** {@return how often the host waited for a stream} */
    public long waits() {
        return calls.stream()
                .filter(call -> call.startsWith("cudaStreamSynchronize"))
                .count();
    }

    /** {@return how often pinned memory was taken} */
    public int hostAllocations() {
        return hostAllocations;
    }

    /** {@return the images of the modules that are loaded} */
    List<byte[]> modules() {
        return List.copyOf(modules.values());
    }

    /** {@return what is not freed: names and sizes} */
    public List<String> held() {
        List<String> held = new ArrayList<>();
        hostMemory.values().forEach(bytes -> held.add(bytes + " bytes of pinned memory"));
        events.keySet().forEach(event -> held.add(eventNames.get(event)));
        modules.keySet().forEach(module -> held.add("a module"));
        deviceMemory.removeIf(FakeCuda::isFreed);
        deviceMemory.forEach(tensor -> held.add(tensor.nbytes() + " bytes of the device"));
        return held;
    }

    /** Whether the one reference that is left is this object's own, which is given up then. */
    private static boolean isFreed(Tensor memory) {
        return memory.use_count() == 1 && memory.releaseReference();
    }

    private int begin(String name, Object... details) {
        int number = calls.size();
        StringBuilder call = new StringBuilder(name);
        for (Object detail : details) {
            call.append(' ').append(detail);
        }
        calls.add(call.toString());
        boolean fails = number >= firstFailure && number <= lastFailure || name.equals(failingCall);
        return fails ? error : SUCCESS;
    }

    private static int when(int result, Runnable work) {
        if (result == SUCCESS) {
            work.run();
        }
        return result;
    }

    /** What LibTorch is asked, it answers by throwing. */
    private <T> T answered(int result, Supplier<T> answer) {
        if (result != SUCCESS) {
            throw new IllegalStateException("CUDA error: " + cudaGetErrorString(result));
        }
        return answer.get();
    }

    private Runnable at(FakeStream stream) {
        long end = stream.end();
        return () -> stream.runTo(end);
    }

    private void requireLive(CUevent_st event) {
        if (!events.containsKey(event)) {
            throw new AssertionError("the event is destroyed, or was never created");
        }
    }

    @Override
    public int cudaSetDevice(int device) {
        return begin("cudaSetDevice", device);
    }

    @Override
    public int cudaDeviceGetAttribute(int[] value, int attribute, int device) {
        boolean major = attribute == cudart.cudaDevAttrComputeCapabilityMajor;
        return when(
                begin("cudaDeviceGetAttribute", major ? "major" : "minor", device),
                () -> value[0] = major ? capability / 10 : capability % 10);
    }

    @Override
    public int cudaDeviceSynchronize() {
        int result = begin("cudaDeviceSynchronize");
        return faultsLeft-- > 0 ? ILLEGAL_ADDRESS : result;
    }

    @Override
    public int cudaGetLastError() {
        return begin("cudaGetLastError");
    }

    @Override
    public String cudaGetErrorString(int code) {
        return switch (code) {
            case OUT_OF_MEMORY -> "out of memory";
            case ILLEGAL_ADDRESS -> "an illegal memory access was encountered";
            default -> "error number " + code;
        };
    }

    @Override
    public int cudaHostAlloc(PointerPointer<?> memory, long bytes, int flags) {
        return when(begin("cudaHostAlloc", bytes, flags), () -> {
            Pointer allocated = Pointer.malloc(bytes);
            Pointer.memset(allocated, NO_NUMBER, bytes);
            hostMemory.put(allocated.address(), bytes);
            hostAllocations++;
            memory.put(0, allocated);
        });
    }

    @Override
    public int cudaFreeHost(Pointer memory) {
        int result = begin("cudaFreeHost");
        Long bytes = hostMemory.remove(memory.address());
        if (bytes == null) {
            throw new AssertionError("was not allocated, or is freed already");
        }
        long first = memory.address();
        if (copies.stream().anyMatch(copy -> within(copy.from, first, bytes) || within(copy.to, first, bytes))) {
            throw new AssertionError("a copy of this memory is on its way yet");
        }
        Pointer.free(memory);
        return result;
    }

    private static boolean within(long address, long first, long bytes) {
        return address >= first && address < first + bytes;
    }

    @Override
    public int cudaMemcpyAsync(Pointer to, Pointer from, long bytes, int kind, CUstream_st stream) {
        boolean up = kind == cudart.cudaMemcpyHostToDevice;
        return when(begin("cudaMemcpyAsync", bytes, up ? "up" : "down", stream), () -> {
            Copy copy = new Copy(from.address(), to.address());
            copies.add(copy);
            Pointer source = new BytePointer(from);
            Pointer target = new BytePointer(to);
            ((FakeStream) stream).add(() -> {
                copies.remove(copy);
                Pointer.memcpy(target, source, bytes);
                if (up) {
                    Pointer.memset(source, NO_NUMBER, bytes);
                }
            });
        });
    }

    @Override
    public int cudaStreamSynchronize(CUstream_st stream) {
        FakeStream waited = (FakeStream) stream;
        int result = begin("cudaStreamSynchronize", stream);
        if (result == SUCCESS) {
            waited.runTo(waited.end());
        } else {
            // That is how the GPU says that it has failed.
            copies.clear();
            others.forEach(FakeStream::drop);
            compute.drop();
        }
        return result;
    }

    @Override
    public int cudaStreamWaitEvent(CUstream_st stream, CUevent_st event, int flags) {
        requireLive(event);
        return when(begin("cudaStreamWaitEvent", stream, eventNames.get(event)), () -> ((FakeStream) stream)
                .add(events.get(event)));
    }

    @Override
    public int cudaEventCreateWithFlags(CUevent_st event, int flags) {
        return when(begin("cudaEventCreateWithFlags", flags), () -> {
            eventsCreated++;
            eventNames.put(event, "event" + eventsCreated);
            events.put(event, () -> {});
        });
    }

    @Override
    public int cudaEventRecord(CUevent_st event, CUstream_st stream) {
        requireLive(event);
        return when(
                begin("cudaEventRecord", eventNames.get(event), stream),
                () -> events.put(event, at((FakeStream) stream)));
    }

    @Override
    public int cudaEventSynchronize(CUevent_st event) {
        requireLive(event);
        return when(begin("cudaEventSynchronize", eventNames.get(event)), events.get(event));
    }

    @Override
    public int cudaEventDestroy(CUevent_st event) {
        requireLive(event);
        events.remove(event);
        return begin("cudaEventDestroy", eventNames.get(event));
    }

    @Override
    public int cuModuleLoadData(CUmod_st module, Pointer image) {
        return when(begin("cuModuleLoadData"), () -> {
            byte[] bytes = new byte[Math.toIntExact(image.limit())];
            new BytePointer(image).get(bytes);
            modules.put(module, bytes);
        });
    }

    @Override
    public int cuModuleGetFunction(CUfunc_st function, CUmod_st module, String name) {
        return when(begin("cuModuleGetFunction", name), () -> functions.put(function, name));
    }

    @Override
    public int cuModuleUnload(CUmod_st module) {
        if (modules.remove(module) == null) {
            throw new AssertionError("the module is not loaded");
        }
        return begin("cuModuleUnload");
    }

    @Override
    public int cuLaunchKernel(
            CUfunc_st function,
            LoadedKernel.Grid grid,
            int threads,
            CUstream_st stream,
            PointerPointer<Pointer> arguments) {
        String kernel = functions.get(function);
        return when(
                begin("cuLaunchKernel", kernel),
                () -> onLaunch.accept(new Launch(kernel, grid, threads, stream.toString(), arguments)));
    }

    @Override
    public String cuGetErrorString(int code) {
        return code == OUT_OF_MEMORY || code == ILLEGAL_ADDRESS ? cudaGetErrorString(code) : null;
    }

    @Override
    public CUstream_st currentStream(int device) {
        return answered(begin("currentStream", device), () -> compute);
    }

    @Override
    public CUstream_st streamFromPool(int device) {
        return answered(begin("streamFromPool", device), () -> {
            FakeStream stream = new FakeStream("stream" + (others.size() + 1), false);
            others.add(stream);
            return stream;
        });
    }

    @Override
    public Tensor allocate(int device, CUstream_st stream, long bytes) {
        int result = begin("allocate", device, stream, bytes);
        if (bytes >= CachingAllocator.MORE_THAN_THERE_IS) {
            throw new IllegalStateException("CUDA out of memory. Tried to allocate 268435456.00 GiB. GPU " + device);
        }
        return answered(result, () -> {
            Tensor memory = full(new long[] {bytes}, new Scalar(NO_NUMBER & 0xFF), new TensorOptions(ScalarType.Byte));
            deviceMemory.add(new Tensor(memory).retainReference());
            return memory;
        });
    }

    @Override
    public String allocatorName() {
        return answered(begin("allocatorName"), () -> allocator);
    }

    @Override
    public double memoryFraction(int device) {
        return answered(begin("memoryFraction", device), () -> fraction);
    }

    @Override
    public void setMemoryFraction(int device, double part) {
        answered(begin("setMemoryFraction", device, part), () -> fraction = part);
    }

    @Override
    public void emptyCaches() {
        answered(begin("emptyCaches"), () -> 0);
    }
}
