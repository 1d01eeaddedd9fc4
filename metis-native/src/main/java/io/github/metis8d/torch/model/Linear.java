package io.github.metis8d.torch.model;

import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;

/** {@code y = f(x W^T + b)} over the last dimension. */
public abstract class Linear {
    /** Made by {@link Operations}. */
    protected Linear() {}

    /** The layer of this name, with bias. */
    static Linear of(Weights weights, long in, long out) {
        Parameters parameters = Parameters.of(weights, in, out);
        return make(weights, parameters.weight, parameters.bias, Activation.NONE);
    }

    /**
     * A layer's tensors as material.
     *
     * @param weight makes (out, in)
     * @param bias makes (out)
     */
    record Parameters(Supplier<Tensor> weight, Supplier<Tensor> bias) {
        /** Those of this name. */
        static Parameters of(Weights weights, long in, long out) {
            return new Parameters(
                    () -> weights.material("weight", weights.compute().dtype(), out, in),
                    () -> weights.material("bias", weights.compute().dtype(), out));
        }
    }

    /** The pointwise convolution of this name, (out, in, 1) and without bias, which is the same product. */
    static Linear pointwise(Weights weights, String name, long in, long out) {
        return make(
                weights,
                () -> weights.material(name + ".weight", weights.compute().dtype(), out, in, 1)
                        .squeeze(2),
                null,
                Activation.NONE);
    }

    /**
     * A layer made of computed tensors.
     *
     * @param owner of the weights, which tells where the model runs
     * @param weight makes (out, in)
     * @param bias makes (out), or null where there is none
     * @param activation what follows
     * @return the layer
     */
    public static Linear make(Weights owner, Supplier<Tensor> weight, Supplier<Tensor> bias, Activation activation) {
        return owner.withMaterial(() -> ofMaterial(owner, weight.get(), bias == null ? null : bias.get(), activation));
    }

    /** The same of material that is there: weight (out, in), and bias (out) or null. */
    static Linear ofMaterial(Weights owner, Tensor weight, Tensor bias, Activation activation) {
        return owner.compute().operations().linear(owner, weight, bias, activation);
    }

    /**
     * Computes the layer.
     *
     * @param x (.., in)
     * @return (.., out)
     */
    public abstract Tensor forward(Tensor x);

    /**
     * The same for another linear layer to go on with, in the number format that suits it.
     *
     * @param x (.., in)
     * @return (.., out)
     */
    public Tensor forwardToLinear(Tensor x) {
        return forward(x);
    }

    /**
     * Computes {@code residual + f(x W^T + b)}.
     *
     * @param residual (.., out), which may be overwritten
     * @param x (.., in)
     * @return (.., out)
     */
    public abstract Tensor addTo(Tensor residual, Tensor x);
}
