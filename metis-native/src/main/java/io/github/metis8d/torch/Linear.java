package io.github.metis8d.torch;

import static org.bytedeco.pytorch.global.torch.linear;

import io.github.metis8d.torch.checkpoint.Weights;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;

/** {@code y = f(x W^T + b)} over the last dimension. */
abstract class Linear {
    /** The layer of this name, with bias. */
    static Linear of(Weights weights, long in, long out) {
        return of(weights, in, out, Activation.NONE);
    }

    static Linear of(Weights weights, long in, long out, Activation activation) {
        return make(
                weights,
                () -> weights.load("weight", weights.compute().dtype(), out, in),
                () -> weights.load("bias", weights.compute().dtype(), out),
                activation);
    }

    /** The pointwise convolution of this name, (out, in, 1) and without bias, which is the same product. */
    static Linear pointwise(Weights weights, String name, long in, long out) {
        return make(
                weights,
                () -> weights.load(name + ".weight", weights.compute().dtype(), out, in, 1)
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
     */
    static Linear make(Weights owner, Supplier<Tensor> weight, Supplier<Tensor> bias, Activation activation) {
        return owner.building(() -> {
            Tensor loaded = weight.get();
            Tensor shift = bias == null ? null : bias.get();
            PackedProducts products = owner.compute().packed();
            Tensor packed = products == null || !owner.complete()
                    ? null
                    : products.pack(owner.converted(loaded, products.format()));
            if (packed == null) {
                return new Plain(owner, owner.keep(owner.own(loaded)), kept(owner, shift), activation);
            }
            Tensor packedShift = shift == null ? null : owner.converted(shift, products.format());
            Linear linear = new OneDnnLinear(owner.scope(), packed, kept(owner, packedShift), activation);
            return products.format() == owner.compute().dtype() ? linear : new ReducedLinear(linear);
        });
    }

    private static Tensor kept(Weights owner, Tensor bias) {
        return bias == null ? null : owner.keep(owner.own(bias));
    }

    abstract Tensor forward(Tensor x);

    /** The same for another linear layer to go on with, in the number format that suits it. */
    Tensor forwardToLinear(Tensor x) {
        return forward(x);
    }

    /** {@code residual + f(x W^T + b)}; may overwrite the residual. */
    abstract Tensor addTo(Tensor residual, Tensor x);

    /** LibTorch's own product. */
    private static final class Plain extends Linear {
        private final Tensor weight;
        private final TensorOptional bias;
        private final Activation activation;

        Plain(Weights owner, Tensor weight, Tensor bias, Activation activation) {
            this.weight = weight;
            this.bias = bias == null ? null : owner.keep(new TensorOptional(bias));
            this.activation = activation;
        }

        @Override
        Tensor forward(Tensor x) {
            return activation.apply(linear(x, weight, bias));
        }

        @Override
        Tensor addTo(Tensor residual, Tensor x) {
            return residual.add_(forward(x));
        }
    }
}
