package io.github.metis8d.torch.cpu;

import static org.bytedeco.pytorch.global.torch.get_num_threads;

import io.github.metis8d.torch.checkpoint.W2vBertConfig;
import io.github.metis8d.torch.model.Activation;
import io.github.metis8d.torch.model.AttentionCore;
import io.github.metis8d.torch.model.GatedConvolution;
import io.github.metis8d.torch.model.Linear;
import io.github.metis8d.torch.model.Operations;
import io.github.metis8d.torch.model.Weights;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The CPU's operations: linear layers by oneDNN's packed products where these are right, the others LibTorch's. */
public final class PackedOperations implements Operations {
    /**
     * Of more than these, oneDNN lets several threads sum up a row's float32 product, each some inputs of it, if there are
     * few rows for three threads or more ("parallel IC reduction", LibTorch 2.10): rounded in another order than in a large
     * batch. In pieces, products take some 2 % longer.
     */
    private static final long FLOAT32_INPUTS = 1024;

    /** The same for two threads, of which each has enough to do with {@link #MANY_OUTPUTS}, however many the inputs. */
    private static final long FLOAT32_INPUTS_OF_FEW_OUTPUTS = 2048;

    private static final long MANY_OUTPUTS = 1024;

    private final PackedProducts products;
    private final ScalarType dtype;
    private final Operations others;
    private final Operations exact;

    /**
     * Operations for a model.
     *
     * @param format the number format of the products
     * @param dtype the number format of the model
     * @param others the other operations
     */
    public PackedOperations(ScalarType format, ScalarType dtype, Operations others) {
        this.products = new PackedProducts(format);
        this.dtype = dtype;
        this.others = others;
        this.exact = format == dtype ? this : new PackedOperations(dtype, dtype, others);
    }

    @Override
    public Linear linear(Weights owner, Tensor weight, Tensor bias, Activation activation) {
        ScalarType format = products.format();
        Tensor packed = owner.complete() ? products.pack(owner.convertedMaterial(weight, format)) : null;
        if (packed == null) {
            return others.linear(owner, weight, bias, activation);
        }
        Tensor shift = bias == null ? null : owner.keepMaterial(owner.convertedMaterial(bias, format));
        Linear linear = new OneDnnLinear(owner.scope(), packed, shift, activation);
        return format == dtype ? linear : new ReducedLinear(linear);
    }

    @Override
    public long mostInputs(long outputs) {
        if (products.format() != ScalarType.Float) {
            return others.mostInputs(outputs);
        }
        if (get_num_threads() > PackedProducts.FEW_THREADS) {
            return FLOAT32_INPUTS;
        }
        return outputs < MANY_OUTPUTS ? FLOAT32_INPUTS_OF_FEW_OUTPUTS : others.mostInputs(outputs);
    }

    @Override
    public AttentionCore attention(W2vBertConfig config, Weights weights) {
        return others.attention(config, weights);
    }

    @Override
    public GatedConvolution gatedConvolution(W2vBertConfig config, Weights weights) {
        return others.gatedConvolution(config, weights);
    }

    @Override
    public Operations exact() {
        return exact;
    }
}
