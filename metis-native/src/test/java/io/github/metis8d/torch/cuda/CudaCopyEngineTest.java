package io.github.metis8d.torch.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.metis8d.torch.runtime.LibTorch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Which calls of CUDA a copy is, and that nothing is copied or computed before its time. */
class CudaCopyEngineTest {
    private static final int GPU = 3;

    @BeforeAll
    static void load() {
        LibTorch.load();
    }

    @Test
    void aBatchIsTheseCallsInThisOrder() {
        FakeCuda cuda = new FakeCuda();
        try (PointerScope scope = new PointerScope()) {
            CudaCopyEngine engine = new CudaCopyEngine(GPU, cuda);
            Pointer host = engine.allocateHost(4096);
            Tensor device = engine.allocateDevice(4096);
            engine.up(host, device, 1000);
            CopyEngine.Arrival arrival = engine.down(device, host, 24);
            arrival.await();
            arrival.close();
            engine.freeHost(host);
            engine.close();
        }
        assertThat(cuda.calls())
                .containsExactly(
                        "streamFromPool 3",
                        "streamFromPool 3",
                        "cudaSetDevice 3",
                        "cudaEventCreateWithFlags 2",
                        "cudaEventCreateWithFlags 2",
                        // pinned memory
                        "cudaSetDevice 3",
                        "cudaHostAlloc 4096 0",
                        // memory of the stream that writes to it first
                        "allocate 3 stream1 4096",
                        // up, and LibTorch waits
                        "cudaSetDevice 3",
                        "cudaMemcpyAsync 1000 up stream1",
                        "currentStream 3",
                        "cudaEventRecord event1 stream1",
                        "cudaStreamWaitEvent compute event1",
                        // wait for LibTorch, then down, and an event that the thread sleeps for
                        "cudaSetDevice 3",
                        "currentStream 3",
                        "cudaEventRecord event2 compute",
                        "cudaStreamWaitEvent stream2 event2",
                        "cudaMemcpyAsync 24 down stream2",
                        "cudaEventCreateWithFlags 3",
                        "cudaEventRecord event3 stream2",
                        "cudaSetDevice 3",
                        "cudaEventSynchronize event3",
                        "cudaSetDevice 3",
                        "cudaEventDestroy event3",
                        "cudaSetDevice 3",
                        "cudaFreeHost",
                        "cudaSetDevice 3",
                        "cudaEventDestroy event1",
                        "cudaEventDestroy event2");
    }

    /** Of batches on the way at once, each adds one to a number on the GPU, which is worth nothing too early or too late. */
    @Test
    void whateverIsDoneLastNothingIsDoneTooEarly() {
        for (int seed = 0; seed < 20; seed++) {
            FakeCuda cuda = FakeCuda.lazy();
            try (PointerScope scope = new PointerScope()) {
                CudaCopyEngine engine = new CudaCopyEngine(GPU, cuda);
                List<Pointer> hosts = new ArrayList<>();
                List<CopyEngine.Arrival> arrivals = new ArrayList<>();
                for (int batch = 0; batch < 4; batch++) {
                    Pointer host = engine.allocateHost(4);
                    Tensor device = engine.allocateDevice(4);
                    hosts.add(host);
                    new IntPointer(host).put(100 * batch);
                    engine.up(host, device, 4);
                    IntPointer number = new IntPointer(device.data_ptr());
                    cuda.compute(() -> number.put(number.get() + 1));
                    arrivals.add(engine.down(device, host, 4));
                }
                List<Integer> order = new ArrayList<>(List.of(0, 1, 2, 3));
                Collections.shuffle(order, new Random(seed));
                for (int batch : order) {
                    arrivals.get(batch).await();
                    assertThat(new IntPointer(hosts.get(batch)).get()).isEqualTo(100 * batch + 1);
                }
                arrivals.forEach(CopyEngine.Arrival::close);
                hosts.forEach(engine::freeHost);
                engine.close();
            }
            assertThat(cuda.held()).isEmpty();
        }
    }

    @Test
    void drainingWaitsForAllStreams() {
        FakeCuda cuda = FakeCuda.lazy();
        try (PointerScope scope = new PointerScope()) {
            CudaCopyEngine engine = new CudaCopyEngine(GPU, cuda);
            Pointer host = engine.allocateHost(4);
            Tensor device = engine.allocateDevice(4);
            engine.up(host, device, 4);
            CopyEngine.Arrival arrival = engine.down(device, host, 4);
            engine.drain();
            arrival.close();
            // Would fail if a copy were on its way yet.
            engine.freeHost(host);
            engine.close();
        }
        assertThat(cuda.held()).isEmpty();
    }

    @Test
    void anEngineThatCannotBeMadeLeavesNoEvent() {
        FakeCuda cuda = new FakeCuda();
        cuda.failAt(4, FakeCuda.OUT_OF_MEMORY);
        assertThatThrownBy(() -> new CudaCopyEngine(GPU, cuda))
                .hasMessage("CUDA error: out of memory in cudaEventCreateWithFlags");
        assertThat(cuda.held()).isEmpty();
    }

    @Test
    void whatNeverFailsDoesNotFailOnADeviceThatIsLost() {
        FakeCuda cuda = new FakeCuda();
        try (PointerScope scope = new PointerScope()) {
            CudaCopyEngine engine = new CudaCopyEngine(GPU, cuda);
            Pointer host = engine.allocateHost(4);
            CopyEngine.Arrival arrival = engine.down(engine.allocateDevice(4), host, 4);
            cuda.breakDown();
            engine.drain();
            arrival.close();
            engine.freeHost(host);
            engine.close();
        }
        assertThat(cuda.held()).isEmpty();
    }
}
