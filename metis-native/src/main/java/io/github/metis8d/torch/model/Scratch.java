package io.github.metis8d.torch.model;

import static org.bytedeco.pytorch.global.torch.elementSize;
import static org.bytedeco.pytorch.global.torch.empty;

import java.util.Arrays;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Main memory for tensors that are needed only while a piece of the model is built, used again for the next piece.
 * Memory that is new for each tensor would cost the kernel several times what reading the tensor costs. For one thread.
 *
 * <p>It is one block above 32 MiB, which glibc takes from the system and gives back, and whose freeing leaves glibc's
 * threshold for such blocks as it is. Freeing smaller ones raises the threshold to their size, up to 32 MiB. From then
 * on weights would lie in heaps, which do not shrink when the model is closed. The part of the block that nobody
 * touches takes no memory.
 */
final class Scratch {
    private static final long BYTES = 64 << 20;
    private static final long ALIGNMENT = 64;

    private final PointerScope owner;
    private Tensor block;
    private long used;

    /** @param owner the scope with which the memory is freed */
    Scratch(PointerScope owner) {
        this.owner = owner;
    }

    /** {@return what is in use, for {@link #free}} */
    long mark() {
        return used;
    }

    /** Lets what was taken since a mark be overwritten. */
    void free(long mark) {
        used = mark;
    }

    /**
     * {@return an uninitialised tensor on the CPU, owned by the caller's scope} One that does not fit has memory of its
     * own.
     *
     * @param dtype its number format
     * @param shape its sizes
     */
    Tensor tensor(ScalarType dtype, long... shape) {
        long bytes = Arrays.stream(shape).reduce(elementSize(dtype), Math::multiplyExact);
        if (bytes > BYTES - used) {
            return empty(shape, new TensorOptions(dtype), null);
        }
        if (block == null) {
            block = empty(new long[] {BYTES}, new TensorOptions(ScalarType.Byte), null);
            owner.attach(block);
        }
        Tensor part = block.narrow(0, used, bytes).view(dtype).view(shape);
        used = (used + bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        return part;
    }
}
