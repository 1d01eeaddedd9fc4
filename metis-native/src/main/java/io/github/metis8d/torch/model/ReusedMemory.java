package io.github.metis8d.torch.model;

import static org.bytedeco.pytorch.global.torch.empty;

import java.util.Arrays;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Memory for what is needed for a moment, again and again. Memory that is new each time would cost the kernel as much
 * time as writing it.
 */
final class ReusedMemory {
    private final TensorOptions options;
    private final PointerScope owner;
    private Tensor memory;

    /**
     * Takes no memory before it is asked for some.
     *
     * @param like a tensor on the same device
     * @param dtype the number format
     * @param owner of the memory
     */
    ReusedMemory(Tensor like, ScalarType dtype, PointerScope owner) {
        this.options = like.options().dtype(new ScalarTypeOptional(dtype));
        this.owner = owner;
    }

    /** The memory in a shape, to be used until the next call; holds anything. */
    Tensor shaped(long... shape) {
        long numbers = Arrays.stream(shape).reduce(1, Math::multiplyExact);
        if (memory == null || memory.numel() < numbers) {
            memory = empty(new long[] {numbers}, options, null);
            owner.attach(memory);
        }
        return memory.narrow(0, 0, numbers).view(shape);
    }
}
