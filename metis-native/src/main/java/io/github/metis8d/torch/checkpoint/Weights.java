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
    private final boolean reads;

    private Weights(
            TensorSource source,
            Compute compute,
            PointerScope owner,
            List<String> problems,
            String prefix,
            boolean reads) {
        this.source = source;
        this.compute = compute;
        this.owner = owner;
        this.problems = problems;
        this.prefix = prefix;
        this.reads = reads;
    }

    /**
     * A view on all of a source.
     *
     * @param source the tensors
     * @param compute the device and number format they are brought to
     * @param owner the scope that owns what is kept
     */
    public Weights(TensorSource source, Compute compute, PointerScope owner) {
        this(source, compute, owner, new ArrayList<>(), "", true);
    }

    /**
     * {@return a view that looks at names, shapes and types only} What is built from it serves no purpose but the
     * {@link #check}.
     *
     * @param source the tensors
     * @param compute a device and number format
     * @param owner the scope that owns the stand-ins
     */
    public static Weights unread(TensorSource source, Compute compute, PointerScope owner) {
        return new Weights(source, compute, owner, new ArrayList<>(), "", false);
    }

    /**
     * {@return the view on the names that begin with a name and a dot}
     *
     * @param name one or more parts of a name
     */
    public Weights under(String name) {
        return new Weights(source, compute, owner, problems, prefix + name + ".", reads);
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
        return get(name, compute.dtype(), shape);
    }

    /**
     * A tensor on the model's device, for as long as the model lives.
     *
     * @param name its name below this view
     * @param dtype the number format
     * @param shape the sizes it must have
     * @return the tensor
     */
    public Tensor get(String name, ScalarType dtype, long... shape) {
        return keep(NativeScope.result(() -> own(load(name, dtype, shape))));
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
     * A tensor as material for another, on the device. The scope of the caller owns it, and the caller may overwrite
     * it.
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
            return complete() ? read(full, dtype, shape) : standIn(dtype, shape);
        });
    }

    /**
     * A tensor times a factor, in the number format of the model. The product is made in float32.
     *
     * @param name its name below this view
     * @param factor what it is multiplied by, in float32, of a shape that broadcasts
     * @param shape the sizes it must have
     * @return the product, owned by the scope of the caller
     */
    public Tensor scaled(String name, Tensor factor, long... shape) {
        return NativeScope.result(() -> {
            Tensor loaded = load(name, ScalarType.Float, shape);
            return complete() ? convert(loaded.mul_(factor), compute.dtype(), shape) : loaded;
        });
    }

    /**
     * Tensors of the model's number format one below the other.
     *
     * @param parts loaded tensors of the same shape
     * @return the stack, owned by the scope of the caller
     */
    public Tensor concatenated(List<Tensor> parts) {
        Tensor first = parts.get(0);
        if (!complete()) {
            return first;
        }
        long rows = first.size(0);
        long[] shape = new long[(int) first.dim()];
        Arrays.setAll(shape, i -> first.size(i));
        shape[0] = rows * parts.size();
        Tensor all = Scratch.tensor(compute.dtype(), shape).to(compute.device(), compute.dtype());
        for (int i = 0; i < parts.size(); i++) {
            all.narrow(0, i * rows, rows).copy_(parts.get(i));
        }
        return all;
    }

    /** {@return whether tensors are read, as all that was asked for so far was there} */
    public boolean complete() {
        return reads && problems.isEmpty();
    }

    private Tensor read(String full, ScalarType dtype, long[] shape) {
        return convert(source.read(full), dtype, shape).to(compute.device(), dtype);
    }

    private static Tensor convert(Tensor x, ScalarType dtype, long[] shape) {
        return x.scalar_type() == dtype
                ? x
                : Scratch.tensor(dtype, shape).to(x.device(), dtype).copy_(x);
    }

    private Tensor standIn(ScalarType dtype, long[] shape) {
        return zeros(new long[] {1}, new TensorOptions(dtype))
                .to(compute.device(), dtype)
                .expand(shape);
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

    /**
     * {@return a tensor in memory of its own, no larger than it is}
     *
     * @param loaded a tensor that was loaded, and may lie in {@link Scratch} memory
     */
    public Tensor own(Tensor loaded) {
        return complete() ? loaded.clone() : loaded;
    }

    /** {@return the device and number format of the model} */
    public Compute compute() {
        return compute;
    }

    /** {@return the scope that owns what the model keeps} */
    public PointerScope scope() {
        return owner;
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
