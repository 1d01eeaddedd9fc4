package io.github.metis8d.torch;

import static org.bytedeco.pytorch.global.torch.empty;

import io.github.metis8d.torch.checkpoint.W2vBertConfig;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * How the attention of a batch is cut into blocks, the same in every layer, and the memory in which one block after the
 * other lays out its scores. Memory that is new for each block would cost the kernel as much time as writing it.
 */
public final class AttentionPlan {
    /** The bytes that the scores of a block may take on the CPU, whose caches they should not leave. */
    private static final long CPU_BLOCK_BYTES = 10 << 20;
    /** The same on other devices, which want large blocks to be busy. */
    private static final long BLOCK_BYTES = 512 << 20;

    private final List<QueryBlock> blocks;
    private final long size;
    private final TensorOptions options;
    private final PointerScope owner;
    private Tensor memory;

    /**
     * Plans a batch.
     *
     * @param config the sizes of the model
     * @param x (B, T, ..), on the batch's device; the scope of the caller owns the memory
     * @param scores the number format in which scores are laid out
     */
    public AttentionPlan(W2vBertConfig config, Tensor x, ScalarType scores) {
        long rows = x.size(1);
        long rowBytes = width(config, 0, rows) * (scores.intern() == ScalarType.Float ? Float.BYTES : Short.BYTES);
        long budget = x.is_cpu() ? CPU_BLOCK_BYTES : BLOCK_BYTES;
        this.blocks = QueryBlock.cut(x.size(0), config.heads(), rows, rowBytes, budget);
        this.size = blocks.stream()
                .mapToLong(
                        block -> block.clips() * block.heads() * block.queries() * width(config, block.queries(), rows))
                .max()
                .orElseThrow();
        this.options = x.options().dtype(new ScalarTypeOptional(scores));
        this.owner = PointerScope.getInnerScope();
    }

    /** The columns in which the scores of some queries are laid out, with room at either side of the keys. */
    private static long width(W2vBertConfig config, long queries, long keys) {
        return queries + config.leftPositions() + keys + config.rightPositions();
    }

    List<QueryBlock> blocks() {
        return blocks;
    }

    /** The memory, for as long as a block needs it, in a shape; holds anything. */
    Tensor memory(long... shape) {
        if (memory == null) {
            // Not before it is needed: a kernel that lays nothing out needs none.
            memory = empty(new long[] {size}, options, null);
            owner.attach(memory);
        }
        long part = Arrays.stream(shape).reduce(1, Math::multiplyExact);
        return memory.narrow(0, 0, part).view(shape);
    }
}
