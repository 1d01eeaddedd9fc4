package io.github.metis8d.torch.runtime;

import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/** Keeps native memory to the piece of code that needs it. */
public final class NativeScope {
    private NativeScope() {}

    /**
     * Runs a computation and frees every native object that it made but its result, which belongs to the scope around
     * the call.
     *
     * @param computation makes a tensor
     * @return the tensor
     */
    public static Tensor result(Supplier<Tensor> computation) {
        PointerScope outer = PointerScope.getInnerScope();
        if (outer == null) {
            throw new IllegalStateException("a native computation needs a scope that will own its result");
        }
        try (PointerScope inner = new PointerScope()) {
            // An operation in place answers with a reference to what it wrote into, which may end with this scope: the
            // copy shares the memory.
            Tensor tensor = new Tensor(computation.get());
            outer.attach(tensor);
            return tensor;
        }
    }

    /**
     * Computes one tensor from another step by step, and frees what a step made as soon as the next has used it, so that
     * no more than two live however many steps there are.
     *
     * @param first belongs to the caller
     * @param steps each makes a tensor from the last one's
     * @return what the last step made
     */
    public static Tensor chain(Tensor first, List<UnaryOperator<Tensor>> steps) {
        return result(() -> {
            PointerScope scope = PointerScope.getInnerScope();
            Tensor last = first;
            for (UnaryOperator<Tensor> step : steps) {
                Tensor in = last;
                last = result(() -> step.apply(in));
                if (in != first) {
                    scope.detach(in);
                }
            }
            return last;
        });
    }

    /**
     * Runs a computation that writes into what it was given, and frees every native object that it made.
     *
     * @param computation makes nothing that is needed afterwards
     */
    public static void run(Runnable computation) {
        try (PointerScope inner = new PointerScope()) {
            computation.run();
        }
    }

    /**
     * Ends a scope's being this thread's innermost one: what the thread makes from now on is not the scope's. What it
     * holds is kept until it is closed, by whichever thread.
     *
     * @param scope opened by this thread
     */
    public static void leave(PointerScope scope) {
        scope.extend().close();
    }

    /**
     * Gives a native object to a scope, to be freed with it. Several threads may give to the same scope.
     *
     * @param <P> its type
     * @param owner the scope
     * @param made the object
     * @return the object
     */
    public static <P extends Pointer> P keep(PointerScope owner, P made) {
        synchronized (owner) {
            owner.attach(made);
        }
        return made;
    }
}
