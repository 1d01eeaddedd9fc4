package io.github.metis8d.torch.cuda;

import io.github.metis8d.torch.TorchBackendProvider;
import io.github.metis8d.torch.runtime.LibTorch;
import io.github.metis8d.torch.runtime.Transfer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Uses what a GPU is used by, and tells how that goes. The stand-in for CUDA tells what it is called for. */
final class PresetsProgram {
    private static final Device GPU = new Device("cuda:1");
    private static final CudaCalls CUDA = new CudaPresets();
    private static final float[] VALUES = {1, 2, 3};

    private PresetsProgram() {}

    /** @param arguments the file that lets the second GPU fail */
    public static void main(String[] arguments) throws IOException {
        tell("GPUs " + LibTorch.cudaDevices());
        Gpu.all().forEach(PresetsProgram::tell);
        tell(new TorchBackendProvider().status(List.of("cuda:1")));
        kernel();
        cache();
        twoBatchesOfWhichTheSecondFails(Path.of(System.getenv("STANDIN_FAILED")));
        tell("end");
    }

    private static void tell(Object what) {
        System.out.println("told: " + what);
    }

    private static void kernel() {
        tell("kernel");
        KernelCompiler compiler = new KernelCompiler() {
            @Override
            public int[] architectures() {
                return new int[] {90};
            }

            @Override
            public Compiled compile(KernelSource source, KernelTarget target) {
                return new Compiled((target + "\0").getBytes(StandardCharsets.US_ASCII), "");
            }
        };
        try (PointerScope scope = new PointerScope();
                CudaKernelDevice device = new CudaKernelDevice(1, CUDA, compiler)) {
            LoadedKernel kernel = device.load(new KernelSource("writing", List.of()));
            Tensor memory = CUDA.allocate(1, CUDA.currentStream(1), 8);
            device.seconds(() -> kernel.launch(new LoadedKernel.Grid(70_000, 16, 1), 96, memory, 5, 0.5f));
            FloatPointer written = new FloatPointer(memory.data_ptr());
            tell("written " + written.get(0) + " " + written.get(1) + ", fault " + device.fault());
            try {
                device.load(new KernelSource("missing", List.of()));
            } catch (KernelException e) {
                tell(e.getMessage());
            }
            tell("unknown error " + CUDA.cuGetErrorString(4711));
        }
    }

    private static void cache() {
        for (int gpu = 0; gpu < 2; gpu++) {
            try (PointerScope scope = new PointerScope()) {
                CUDA.allocate(gpu, CUDA.streamFromPool(gpu), 50 << 20);
            }
        }
        tell("empty");
        new CachingAllocator(1, CUDA).empty();
        tell("emptied, limit " + CUDA.memoryFraction(1) + ", store " + CUDA.allocatorName());
        try (PointerScope scope = new PointerScope()) {
            CUDA.allocate(1, CUDA.currentStream(1), 50 << 20);
        }
        tell("empty all");
        CUDA.emptyCaches();
        tell("emptied all");
    }

    private static void twoBatchesOfWhichTheSecondFails(Path failure) throws IOException {
        tell("batches");
        OverlappedTransfers transfers = OverlappedTransfers.to(GPU);
        Transfer first = transfers.begin();
        Transfer second = transfers.begin();
        try (PointerScope scope = new PointerScope()) {
            start(first);
            start(second);
            tell("came back " + first.await().get(2));
            first.close();
            Files.createFile(failure);
            tell("GPU fails");
            tellError(second::await);
            second.close();
            tell(new CudaKernelDevice(1).fault());
            Transfer third = transfers.begin();
            tellError(() -> start(third));
            third.close();
        }
        tell("memory of the GPU that failed is freed");
        transfers.close();
        new CachingAllocator(1, CUDA).empty();
        try (PointerScope scope = new PointerScope()) {
            tell("the other gives "
                    + CUDA.allocate(0, CUDA.currentStream(0), 1000).nbytes());
        }
    }

    private static void start(Transfer transfer) {
        transfer.down(transfer.up(ScalarType.Float, new long[] {VALUES.length}, host -> host.data_ptr_float()
                .put(VALUES)));
    }

    private static void tellError(Runnable work) {
        try {
            work.run();
            tell("no error");
        } catch (RuntimeException e) {
            tell(e.getMessage().lines().findFirst().orElseThrow());
        }
    }
}
