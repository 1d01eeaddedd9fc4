package io.github.metis8d.torch.model;

import static org.bytedeco.pytorch.global.torch.empty;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Memory for what attention needs for a moment, again and again. Memory that is new each time would cost the kernel as much
 * time as writing it.
 */
public final class Workspace {
    private final TensorOptions options;
    private final PointerScope owner;
    private final Map<Part, Tensor> parts = new EnumMap<>(Part.class);

    /** What the memory is for. */
    enum Part {
        /** Queries, keys and values in the number format of attention's products. */
        FACTORS,
        /** The keys and values of some heads of a clip, head by head. */
        KEYS_AND_VALUES,
        /** Some queries, head by head. */
        QUERIES,
        /** The second term of the scores of some queries. */
        BIAS,
        /** The scores themselves. */
        SCORES
    }

    /**
     * Takes no memory before it is asked for some.
     *
     * @param like a tensor on the same device; the scope of the caller owns the memory
     */
    public Workspace(Tensor like) {
        this.options = like.options();
        this.owner = PointerScope.getInnerScope();
    }

    /**
     * The memory of a part in a shape, to be used until the next call; holds anything.
     *
     * @param dtype the number format, always the same for a part
     */
    Tensor shaped(Part part, ScalarType dtype, long... shape) {
        long numbers = Arrays.stream(shape).reduce(1, Math::multiplyExact);
        Tensor memory = parts.get(part);
        if (memory == null || memory.numel() < numbers) {
            memory = empty(new long[] {numbers}, options.dtype(new ScalarTypeOptional(dtype)), null);
            owner.attach(memory);
            parts.put(part, memory);
        }
        return memory.narrow(0, 0, numbers).view(shape);
    }
}
