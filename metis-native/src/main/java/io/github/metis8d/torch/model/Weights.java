package io.github.metis8d.torch.model;

import static org.bytedeco.pytorch.global.torch.zeros;

import io.github.metis8d.ModelException;
import io.github.metis8d.torch.checkpoint.Findings;
import io.github.metis8d.torch.checkpoint.TensorSource;
import io.github.metis8d.torch.runtime.NativeScope;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A view on a checkpoint under a name prefix, from which a layer takes its tensors by name and shape. What a layer
 * {@linkplain #get gets}, and what it {@linkplain #keep keeps} of its own making, lives as long as the model. What it takes
 * as <em>material</em> is there while {@link #withMaterial} runs.
 *
 * <p>A tensor that is missing or of the wrong shape or type does not stop the building: it is noted, a stand-in without
 * memory is given, nothing more is read, and {@link #requireComplete} reports all of them at once.
 */
public final class Weights {
    private final TensorSource source;
    private final Compute compute;
    private final PointerScope owner;
    private final Findings findings;
    private final String prefix;
    private final boolean reads;
    private final TensorLoader loader;

    private Weights(
            TensorSource source,
            Compute compute,
            PointerScope owner,
            Findings findings,
            String prefix,
            boolean reads,
            Scratch scratch) {
        this.source = source;
        this.compute = compute;
        this.owner = owner;
        this.findings = findings;
        this.prefix = prefix;
        this.reads = reads;
        this.loader = new TensorLoader(source, compute.device(), scratch);
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
        this(source, compute, owner, new Findings(), "", reads, new Scratch(PointerScope.getInnerScope()));
    }

    /**
     * {@return a view that looks at names, shapes and types only} What is built from it serves no purpose but
     * {@link #requireComplete}.
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
        return new Weights(source, compute, owner, findings, prefix + name + ".", reads, loader.scratch());
    }

    /** {@return the same view for layers whose products are as exact as the number format of the model} */
    public Weights exact() {
        return new Weights(source, compute.exact(), owner, findings, prefix, reads, loader.scratch());
    }

    /** {@return the device and number format of the model, and its operations} */
    public Compute compute() {
        return compute;
    }

    /** {@return the scope that owns what the model keeps} */
    public PointerScope scope() {
        return owner;
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
            return complete() ? loader.read(prefix + name, loader.memory(dtype, shape)) : standIn(dtype, shape);
        }));
    }

    /**
     * Gives a native object to the model, to be freed with it.
     *
     * @param <P> its type
     * @param made an object made of material
     * @return the object
     */
    public <P extends Pointer> P keep(P made) {
        return NativeScope.keep(owner, made);
    }

    /**
     * Gives material to the model, in memory of its own, to be freed with it.
     *
     * @param material a tensor, which may be overwritten afterwards
     * @return what is kept
     */
    public Tensor keepMaterial(Tensor material) {
        return keep(complete() && material.is_cpu() ? material.clone() : material);
    }

    /**
     * Makes something of material, which is gone afterwards.
     *
     * @param <T> its type
     * @param making takes material, and keeps what it makes of it
     * @return what was made
     */
    public <T> T withMaterial(Supplier<T> making) {
        long mark = loader.scratch().mark();
        try (PointerScope materials = new PointerScope()) {
            return making.get();
        } finally {
            loader.scratch().free(mark);
        }
    }

    /**
     * A tensor as material, on the device. The caller may overwrite it.
     *
     * @param name its name below this view
     * @param dtype the number format
     * @param shape the sizes it must have
     * @return the tensor, owned by the scope of the caller
     */
    public Tensor material(String name, ScalarType dtype, long... shape) {
        return NativeScope.result(() -> {
            note(name, shape);
            return complete() ? loader.read(prefix + name, loader.passingMemory(dtype, shape)) : standIn(dtype, shape);
        });
    }

    /**
     * A tensor times a factor as material, in the number format of the model. The product is made in float32.
     *
     * @param name its name below this view
     * @param factor what it is multiplied by, in float32 on the device, of a shape that broadcasts
     * @param shape the sizes it must have
     * @return the product, owned by the scope of the caller
     */
    public Tensor scaledMaterial(String name, Tensor factor, long... shape) {
        return NativeScope.result(() -> {
            note(name, shape);
            return complete()
                    ? loader.readScaled(prefix + name, factor, loader.passingMemory(compute.dtype(), shape))
                    : standIn(compute.dtype(), shape);
        });
    }

    /**
     * Tensors of the same shape one below the other, the first of them times a factor, as material in the number format
     * of the model.
     *
     * @param names their names below this view
     * @param factor what the first is multiplied by
     * @param shape the sizes that each must have
     * @return the stack, owned by the scope of the caller
     */
    public Tensor stackedMaterial(List<String> names, Tensor factor, long... shape) {
        return NativeScope.result(() -> {
            names.forEach(name -> note(name, shape));
            long[] sizes = shape.clone();
            sizes[0] *= names.size();
            if (!complete()) {
                return standIn(compute.dtype(), sizes);
            }
            Tensor all = loader.passingMemory(compute.dtype(), sizes);
            for (int i = 0; i < names.size(); i++) {
                Tensor part = all.narrow(0, i * shape[0], shape[0]);
                if (i == 0) {
                    loader.readScaled(prefix + names.get(i), factor, part);
                } else {
                    loader.read(prefix + names.get(i), part);
                }
            }
            return all;
        });
    }

    /**
     * {@return a part of material, or material seen otherwise, as contiguous material, or itself if it is that already}
     *
     * @param view of material
     */
    public Tensor contiguousMaterial(Tensor view) {
        return view.is_contiguous() || !complete()
                ? view
                : NativeScope.result(
                        () -> loader.copied(view, view.scalar_type().intern()));
    }

    /**
     * {@return material in another number format, as material}
     *
     * @param material a tensor
     * @param dtype the number format
     */
    public Tensor convertedMaterial(Tensor material, ScalarType dtype) {
        return NativeScope.result(() -> loader.converted(material, dtype));
    }

    /**
     * Builds several parts of the model. On the CPU some are built at once, so that one is read while another is packed.
     *
     * @param <T> their type
     * @param names of the parts, below this view
     * @param build makes a part of the view on its names; on any thread
     * @return the parts in the order of their names
     */
    public <T> List<T> buildParts(List<String> names, Function<Weights, T> build) {
        boolean read = complete();
        List<Findings> found = new ArrayList<>();
        names.forEach(name -> found.add(new Findings()));
        boolean parallel = compute.device().is_cpu() && compute.operations().mayBeBuiltTogether() && read;
        List<T> built = LoadingThreads.run(parallel, names.size(), (part, memory) -> {
            String below = prefix + names.get(part) + ".";
            return build.apply(new Weights(source, compute, owner, found.get(part), below, read, memory));
        });
        found.forEach(findings::addAll);
        return built;
    }

    /** {@return whether tensors are read, as all that was asked for so far was there} */
    public boolean complete() {
        return reads && findings.isEmpty();
    }

    /**
     * Ends the building.
     *
     * @throws ModelException if any tensor was missing or wrong; the message names every one
     */
    public void requireComplete() {
        if (!findings.isEmpty()) {
            throw new ModelException(source.origin() + " lacks what the encoder needs: " + findings);
        }
    }

    private Tensor standIn(ScalarType dtype, long[] shape) {
        return zeros(new long[] {1}, new TensorOptions(dtype))
                .to(compute.device(), dtype)
                .expand(shape);
    }

    /** Notes what is wrong with a tensor, if anything is. */
    private void note(String name, long... shape) {
        String full = prefix + name;
        source.mismatch(full, shape).ifPresent(mismatch -> findings.add(full + " " + mismatch));
    }
}
