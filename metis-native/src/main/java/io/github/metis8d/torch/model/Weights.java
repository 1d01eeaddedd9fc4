package io.github.metis8d.torch.model;

import static org.bytedeco.pytorch.global.torch.zeros;

import io.github.metis8d.ModelException;
import io.github.metis8d.torch.checkpoint.DType;
import io.github.metis8d.torch.checkpoint.Problems;
import io.github.metis8d.torch.checkpoint.TensorSource;
import io.github.metis8d.torch.runtime.NativeScope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
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
    private final Scratch scratch;

    private Weights(
            TensorSource source,
            Compute compute,
            PointerScope owner,
            List<String> problems,
            String prefix,
            boolean reads,
            Scratch scratch) {
        this.source = source;
        this.compute = compute;
        this.owner = owner;
        this.problems = problems;
        this.prefix = prefix;
        this.reads = reads;
        this.scratch = scratch;
    }

    /**
     * A view on all of a source. The scope around it owns the memory that is needed while the model is built.
     *
     * @param source the tensors
     * @param compute the device and number format they are brought to
     * @param owner the scope that owns what is kept
     */
    public Weights(TensorSource source, Compute compute, PointerScope owner) {
        this(source, compute, owner, true);
    }

    private Weights(TensorSource source, Compute compute, PointerScope owner, boolean reads) {
        this(source, compute, owner, new ArrayList<>(), "", reads, new Scratch(PointerScope.getInnerScope()));
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
        return new Weights(source, compute, owner, false);
    }

    /**
     * {@return the view on the names that begin with a name and a dot}
     *
     * @param name one or more parts of a name
     */
    public Weights under(String name) {
        return new Weights(source, compute, owner, problems, prefix + name + ".", reads, scratch);
    }

    /** {@return the same view for layers whose products are as exact as the number format of the model} */
    public Weights exact() {
        return new Weights(source, compute.exact(), owner, problems, prefix, reads, scratch);
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
        return keep(NativeScope.result(() -> {
            note(name, shape);
            return complete() ? filled(name, empty(dtype, shape)) : standIn(dtype, shape);
        }));
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
     * A tensor as material for another, on the device. It lasts no longer than the {@link #building} around it, and the
     * caller may overwrite it.
     *
     * @param name its name below this view
     * @param dtype the number format
     * @param shape the sizes it must have
     * @return the tensor, owned by the scope of the caller
     */
    public Tensor load(String name, ScalarType dtype, long... shape) {
        return NativeScope.result(() -> {
            note(name, shape);
            return complete() ? filled(name, material(dtype, shape)) : standIn(dtype, shape);
        });
    }

    /**
     * A tensor times a factor, as material for another, in the number format of the model. The product is made in
     * float32.
     *
     * @param name its name below this view
     * @param factor what it is multiplied by, in float32 on the device, of a shape that broadcasts
     * @param shape the sizes it must have
     * @return the product, owned by the scope of the caller
     */
    public Tensor scaled(String name, Tensor factor, long... shape) {
        return NativeScope.result(() -> {
            note(name, shape);
            return complete()
                    ? filled(name, factor, material(compute.dtype(), shape))
                    : standIn(compute.dtype(), shape);
        });
    }

    /**
     * Tensors of the same shape one below the other, the first of them times a factor, as material for another, in the
     * number format of the model.
     *
     * @param names their names below this view
     * @param factor what the first is multiplied by
     * @param shape the sizes that each must have
     * @return the stack, owned by the scope of the caller
     */
    public Tensor stacked(List<String> names, Tensor factor, long... shape) {
        return NativeScope.result(() -> {
            names.forEach(name -> note(name, shape));
            long[] sizes = shape.clone();
            sizes[0] *= names.size();
            if (!complete()) {
                return standIn(compute.dtype(), sizes);
            }
            Tensor all = material(compute.dtype(), sizes);
            for (int i = 0; i < names.size(); i++) {
                Tensor part = all.narrow(0, i * shape[0], shape[0]);
                filled(names.get(i), i == 0 ? factor : null, part);
            }
            return all;
        });
    }

    /**
     * {@return a loaded tensor in another number format, as material}
     *
     * @param loaded a tensor that was loaded
     * @param dtype the number format
     */
    public Tensor converted(Tensor loaded, ScalarType dtype) {
        return has(loaded, dtype)
                ? loaded
                : NativeScope.result(
                        () -> material(dtype, loaded.sizes().vec().get()).copy_(loaded));
    }

    /**
     * Builds something of loaded tensors, which are gone afterwards.
     *
     * @param <T> its type
     * @param making loads tensors, and keeps what it makes of them
     * @return what was made
     */
    public <T> T building(Supplier<T> making) {
        long mark = scratch.mark();
        try (PointerScope materials = new PointerScope()) {
            return making.get();
        } finally {
            scratch.free(mark);
        }
    }

    /**
     * Builds several parts of the model. On the CPU some are built at once, so that one is read while another is packed.
     *
     * @param <T> their type
     * @param names of the parts, below this view
     * @param build makes a part of the view on its names; on any thread
     * @return the parts in the order of their names
     */
    public <T> List<T> parts(List<String> names, Function<Weights, T> build) {
        boolean read = complete();
        List<List<String>> found = new ArrayList<>();
        names.forEach(name -> found.add(new ArrayList<>()));
        boolean parallel = compute.device().is_cpu() && compute.operations().mayBeBuiltTogether() && read;
        List<T> built = LoadingThreads.run(parallel, names.size(), (part, memory) -> {
            String below = prefix + names.get(part) + ".";
            return build.apply(new Weights(source, compute, owner, found.get(part), below, read, memory));
        });
        found.forEach(problems::addAll);
        return built;
    }

    /** {@return whether tensors are read, as all that was asked for so far was there} */
    public boolean complete() {
        return reads && problems.isEmpty();
    }

    private static boolean has(Tensor x, ScalarType dtype) {
        // JavaCPP makes a new object of each answer, which is the constant only after this.
        return x.scalar_type().intern() == dtype;
    }

    private Tensor empty(ScalarType dtype, long... shape) {
        return torch.empty(shape, new TensorOptions(dtype).device(new DeviceOptional(compute.device())), null);
    }

    private Tensor material(ScalarType dtype, long... shape) {
        return compute.device().is_cpu() ? scratch.tensor(dtype, shape) : empty(dtype, shape);
    }

    private Tensor filled(String name, Tensor factor, Tensor into) {
        if (factor == null) {
            return filled(name, into);
        }
        if (has(into, ScalarType.Float)) {
            return filled(name, into).mul_(factor);
        }
        long mark = scratch.mark();
        Tensor exact =
                filled(name, material(ScalarType.Float, into.sizes().vec().get()));
        into.copy_(exact.mul_(factor));
        scratch.free(mark);
        return into;
    }

    /** Reads a tensor to where it is needed, by way of other memory only if it has to be converted. */
    private Tensor filled(String name, Tensor into) {
        String full = prefix + name;
        ScalarType stored = DType.weightType(source.dtype(full)).scalarType();
        if (into.is_cpu() && has(into, stored)) {
            source.read(full, into);
            return into;
        }
        long mark = scratch.mark();
        Tensor raw = scratch.tensor(stored, into.sizes().vec().get());
        source.read(full, raw);
        into.copy_(raw);
        scratch.free(mark);
        return into;
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
        return NativeScope.keep(owner, made);
    }

    /**
     * {@return a tensor that may be kept, in memory of its own}
     *
     * @param loaded a tensor that was loaded
     */
    public Tensor own(Tensor loaded) {
        return complete() && loaded.is_cpu() ? loaded.clone() : loaded;
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

    /** Notes what is wrong with a tensor, if anything is. */
    private void note(String name, long... shape) {
        String full = prefix + name;
        String problem = problem(full, shape);
        if (problem != null) {
            problems.add(full + " " + problem);
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
