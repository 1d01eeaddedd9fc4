package io.github.metis8d.torch.model;

import io.github.metis8d.torch.checkpoint.W2vBertConfig;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * How the attention of a batch is cut into blocks, the same in every layer, and the memory that one block after the other
 * uses.
 */
public final class AttentionPlan {
    private final List<QueryBlock> blocks;
    private final ReusedMemory factors;
    private final ReusedMemory bias;
    private final ReusedMemory scores;

    /**
     * Plans a batch.
     *
     * @param config the sizes of the model
     * @param x (B, T, ..), on the batch's device; the scope of the caller owns the memory
     * @param compute tells the number formats
     */
    public AttentionPlan(W2vBertConfig config, Tensor x, Compute compute) {
        this(config, x, compute, compute.blocks().attentionBytes());
    }

    /** The same with another number of bytes that a block's scores may take. */
    AttentionPlan(W2vBertConfig config, Tensor x, Compute compute, long budget) {
        long rows = x.size(1);
        ScalarType format = compute.scores();
        long rowBytes = (config.leftPositions() + rows + config.rightPositions())
                * (format.intern() == ScalarType.Float ? Float.BYTES : Short.BYTES);
        this.blocks = QueryBlock.cut(x.size(0), config.heads(), rows, rowBytes, budget);
        PointerScope owner = PointerScope.getInnerScope();
        this.factors = new ReusedMemory(x, compute.attention().format(), owner);
        this.bias = new ReusedMemory(x, format, owner);
        this.scores = new ReusedMemory(x, format, owner);
    }

    List<QueryBlock> blocks() {
        return blocks;
    }

    /** Memory for queries, keys and values in the number format of attention's products. */
    ReusedMemory factors() {
        return factors;
    }

    /** Memory in which the second term of a block's scores is laid out. */
    ReusedMemory bias() {
        return bias;
    }

    /** Memory for a block's scores. */
    ReusedMemory scores() {
        return scores;
    }
}
