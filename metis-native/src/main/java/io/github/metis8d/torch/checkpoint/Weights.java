package io.github.metis8d.torch.checkpoint;

import static org.bytedeco.pytorch.global.torch.zeros;

import io.github.metis8d.ModelException;
import io.github.metis8d.torch.Compute;
import io.github.metis8d.torch.NativeScope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A view on a checkpoint under a name prefix, from which a layer takes its tensors by name and shape.
 *
 * <p>A tensor that is missing or of the wrong shape or type does not stop the building: it is noted, a stand-in without
 * memory is given, nothing more is read, and {@link #check} reports all of them at once.
 */
public final class Weights {
    private final TensorSource source;
    private final Compute compute;
    private final PointerScope owner;
    private final List<String> problems;
    private final String prefix;

    private Weights(TensorSource source, Compute compute, PointerScope owner, List<String> problems, String prefix) {
        this.source = source;
        this.compute = compute;
        this.owner = owner;
        this.problems = problems;
        this.prefix = prefix;
    }

    /**
     * A view on all of a source.
     *
     * @param source the tensors
     * @param compute the device and number format they are brought to
     * @param owner the scope that owns what is kept
     */
    public Weights(TensorSource source, Compute compute, PointerScope owner) {
        this(source, compute, owner, new ArrayList<>(), "");
    }

    /**
     * {@return the view on the names that begin with a name and a dot}
     *
     * @param name one or more parts of a name
     */
    public Weights under(String name) {
        return new Weights(source, compute, owner, problems, prefix + name + ".");
    }

    /**
     * {@return whether there is a tensor of this name}
     *
     * @param name its name below this view
     */
    public boolean has(String name) {
        return source.has(prefix + name);
    }

    /**
     * A tensor in the number format of the model, on its device, for as long as the model lives.
     *
     * @param name its name below this view
     * @param shape the sizes it must have
     * @return the tensor
     */
    public Tensor get(String name, long... shape) {
        return keep(load(name, compute.dtype(), shape));
    }

    /**
     * The same as an argument that LibTorch takes as optional.
     *
     * @param name its name below this view
     * @param shape the sizes it must have
     * @return the tensor
     */
    public TensorOptional getOptional(String name, long... shape) {
        return keep(new TensorOptional(get(name, shape)));
    }

    /**
     * A tensor as material for another, on the device, owned by the scope of the caller.
     *
     * @param name its name below this view
     * @param dtype the number format
     * @param shape the sizes it must have
     * @return the tensor
     */
    public Tensor load(String name, ScalarType dtype, long... shape) {
        return NativeScope.result(() -> {
            String full = prefix + name;
            String problem = problem(full, shape);
            if (problem != null) {
                problems.add(full + " " + problem);
            }
            return problems.isEmpty()
                    ? source.read(full).to(compute.device(), dtype)
                    : zeros(new long[] {1}, new TensorOptions(dtype))
                            .to(compute.device(), dtype)
                            .expand(shape);
        });
    }

    /**
     * Gives a native object to the model, to be freed with it.
     *
     * @param <P> its type
     * @param made an object made from loaded tensors
     * @return the object
     */
    public <P extends Pointer> P keep(P made) {
        owner.attach(made);
        return made;
    }

    /** {@return the device and number format of the model} */
    public Compute compute() {
        return compute;
    }

    /**
     * Ends the building.
     *
     * @throws ModelException if any tensor was missing or wrong; the message names every one
     */
    public void check() {
        if (!problems.isEmpty()) {
            throw new ModelException(source.origin() + " lacks what the encoder needs: " + Problems.list(problems));
        }
    }

    private String problem(String full, long[] shape) {
        if (!source.has(full)) {
            return "is missing";
        }
        List<Long> wanted = Arrays.stream(shape).boxed().toList();
        if (!source.shape(full).equals(wanted)) {
            return "has shape " + source.shape(full) + " instead of " + wanted;
        }
        if (DType.weightType(source.dtype(full)) == null) {
            return "has dtype " + source.dtype(full) + " instead of F32, F16, BF16 or F64";
        }
        return null;
    }
}
