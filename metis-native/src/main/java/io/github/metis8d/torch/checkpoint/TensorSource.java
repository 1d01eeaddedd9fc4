package io.github.metis8d.torch.checkpoint;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

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
     * {@return the number format of a tensor whose element type can hold weights}
     *
     * @param name the name of a tensor that is there
     */
    default ScalarType format(String name) {
        return DType.weightType(dtype(name)).scalarType;
    }

    /**
     * {@return why a tensor cannot be what a layer wants, or nothing if it can}
     *
     * @param name its full name
     * @param wanted the sizes it must have
     */
    default Optional<String> mismatch(String name, long... wanted) {
        if (!has(name)) {
            return Optional.of("is missing");
        }
        List<Long> sizes = Arrays.stream(wanted).boxed().toList();
        if (!shape(name).equals(sizes)) {
            return Optional.of("has shape " + shape(name) + " instead of " + sizes);
        }
        if (DType.weightType(dtype(name)) == null) {
            return Optional.of("has dtype " + dtype(name) + " instead of F32, F16, BF16 or F64");
        }
        return Optional.empty();
    }

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
