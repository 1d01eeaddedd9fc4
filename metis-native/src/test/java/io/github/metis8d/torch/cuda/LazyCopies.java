package io.github.metis8d.torch.cuda;

import static org.bytedeco.pytorch.global.torch.full;

import io.github.metis8d.torch.runtime.Transfers;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Copies on the CPU, each made at the last moment that is allowed, so that memory which is given away too early shows. New
 * memory holds no numbers.
 */
public final class LazyCopies implements CopyEngine {
    private static final byte NO_NUMBER = (byte) 0xFF;

    private final List<Long> hostMemory = new ArrayList<>();
    private int allocations;
    private int drained;
    private boolean closed;
    private String failure;

    /** {@return transfers by these copies} */
    public Transfers transfers() {
        return new OverlappedTransfers(this);
    }

    /** Lets every call that may fail do so with this message, or with null no more. */
    public void failWith(String message) {
        failure = message;
    }

    public int allocations() {
        return allocations;
    }

    public int drained() {
        return drained;
    }

    public boolean allFreed() {
        return closed && hostMemory.isEmpty();
    }

    @Override
    public Pointer allocateHost(long bytes) {
        check();
        allocations++;
        BytePointer memory = new BytePointer(Pointer.malloc(bytes));
        Pointer.memset(memory, NO_NUMBER, bytes);
        hostMemory.add(memory.address());
        return memory;
    }

    @Override
    public void freeHost(Pointer memory) {
        if (!hostMemory.remove(memory.address())) {
            throw new AssertionError("was not allocated, or is freed already");
        }
        Pointer.free(memory);
    }

    @Override
    public Tensor allocateDevice(long bytes) {
        check();
        return full(new long[] {bytes}, new Scalar(NO_NUMBER & 0xFF), new TensorOptions(ScalarType.Byte));
    }

    @Override
    public void up(Pointer from, Tensor to, long bytes) {
        check();
        // What comes next is computed at once here, so this cannot be later.
        Pointer.memcpy(to.data_ptr(), from, bytes);
        Pointer.memset(from, NO_NUMBER, bytes);
    }

    @Override
    public Arrival down(Tensor from, Pointer to, long bytes) {
        check();
        Pointer source = from.data_ptr();
        return new Arrival() {
            @Override
            public void await() {
                check();
                Pointer.memcpy(to, source, bytes);
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void drain() {
        drained++;
    }

    @Override
    public void close() {
        closed = true;
    }

    private void check() {
        if (failure != null) {
            throw new IllegalStateException(failure);
        }
    }
}
