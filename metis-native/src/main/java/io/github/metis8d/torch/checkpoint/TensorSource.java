package io.github.metis8d.torch.checkpoint;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** Named tensors that can be had one by one. */
public interface TensorSource extends AutoCloseable {
    /** {@return where the tensors come from, for messages} */
    String origin();

    /**
     * {@return whether there is a tensor of this name}
     *
     * @param name its full name
     */
    boolean has(String name);

    /**
     * {@return the sizes of a tensor}
     *
     * @param name the name of a tensor that is there
     */
    List<Long> shape(String name);

    /**
     * {@return the element type of a tensor as its file names it, e.g. {@code F32}}
     *
     * @param name the name of a tensor that is there
     */
    String dtype(String name);

    /**
     * Brings one tensor into main memory, in a floating-point type. The scope of the caller owns it, and the caller
     * may overwrite it.
     *
     * @param name the name of a tensor that is there
     * @return the tensor on the CPU, contiguous
     */
    Tensor read(String name);

    /** Frees files; tensors that were read stay. */
    @Override
    void close();
}
