package io.github.metis8d.torch.cpu;

import static org.bytedeco.pytorch.global.torch.parseSchema;

import io.github.metis8d.torch.model.Activation;
import io.github.metis8d.torch.model.Linear;
import io.github.metis8d.torch.runtime.NativeScope;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.Tensor;

/**
 * A linear layer on the CPU: oneDNN's product, its weights packed once for the processor, with bias, activation or
 * residual in the same pass.
 *
 * <p>LibTorch keeps these operators for its compiler, so they are called by name. In float32 they also stay on
 * LibTorch's own threads, where a BLAS brings a second set that competes for the cores.
 */
final class OneDnnLinear extends Linear {
    /** Rows that the packing is made for; other numbers work with the same packing. */
    private static final long TYPICAL_ROWS = 512;

    private final OperatorHandle product;
    private final OperatorHandle productAndSum;
    private final IValue weight;
    private final IValue bias;
    private final IValue name;
    private final IValue noScalars;
    private final IValue algorithm;
    private final IValue sum;

    /**
     * @param owner the scope that will own what is made
     * @param packed weights
     * @param bias (out), or null
     */
    OneDnnLinear(PointerScope owner, Tensor packed, Tensor bias, Activation activation) {
        Dispatcher operators = Dispatcher.singleton();
        this.product = NativeScope.keep(owner, operators.findSchemaOrThrow("mkldnn::_linear_pointwise", ""));
        this.productAndSum =
                NativeScope.keep(owner, operators.findSchemaOrThrow("mkldnn::_linear_pointwise", "binary"));
        this.weight = NativeScope.keep(owner, new IValue(packed));
        this.bias = NativeScope.keep(owner, bias == null ? new IValue() : new IValue(bias));
        this.name = NativeScope.keep(owner, new IValue(activation.oneDnnName()));
        this.algorithm = NativeScope.keep(owner, new IValue(activation.oneDnnAlgorithm()));
        this.sum = NativeScope.keep(owner, new IValue("add"));
        // An empty list still has a type, which only a schema can name here.
        GenericList empty = new GenericList(
                parseSchema("f(Scalar? x) -> Tensor").arguments().type());
        this.noScalars = NativeScope.keep(owner, new IValue(empty));
    }

    /**
     * {@return weights in the order in which the processor wants them, in memory of their own}
     *
     * @param weight (out, in)
     */
    static Tensor pack(Tensor weight) {
        return NativeScope.result(() -> {
            IValueVector stack = new IValueVector();
            stack.push_back(new IValue(weight));
            stack.push_back(new IValue(TYPICAL_ROWS));
            Dispatcher.singleton()
                    .findSchemaOrThrow("mkldnn::_reorder_linear_weight", "")
                    .callBoxed(stack);
            return stack.get(0).toTensor();
        });
    }

    @Override
    public Tensor forward(Tensor x) {
        return call(product, new IValue(x), weight, bias, name, noScalars, algorithm);
    }

    /** For layers without activation. */
    @Override
    public Tensor addTo(Tensor residual, Tensor x) {
        return call(productAndSum, new IValue(x), new IValue(residual), weight, bias, sum);
    }

    private static Tensor call(OperatorHandle operator, IValue... arguments) {
        return NativeScope.result(() -> {
            IValueVector stack = new IValueVector();
            for (IValue argument : arguments) {
                stack.push_back(argument);
            }
            operator.callBoxed(stack);
            return stack.get(0).toTensor();
        });
    }
}
