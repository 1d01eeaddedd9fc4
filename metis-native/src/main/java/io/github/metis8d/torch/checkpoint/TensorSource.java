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
     * Reads one tensor into memory. Several threads may read at once.
     *
     * @param name the name of a tensor that is there
     * @param into a contiguous tensor on the CPU of its size and element type
     */
    void read(String name, Tensor into);

    /** Frees files; tensors that were read stay. */
    @Override
    void close();
}
