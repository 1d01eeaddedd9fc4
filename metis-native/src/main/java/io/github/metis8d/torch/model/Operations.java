package io.github.metis8d.torch.model;

import io.github.metis8d.torch.checkpoint.W2vBertConfig;
import org.bytedeco.pytorch.Tensor;

/**
 * The operations of the model that are worth an implementation of their own on some devices. Layers ask for them when
 * they are built, and know nothing of how they are computed. {@link LibTorchOperations} defines what is right.
 */
public interface Operations extends AutoCloseable {
    /**
     * A linear layer.
     *
     * @param owner of the weights
     * @param weight (out, in) as material, in the number format of the model
     * @param bias (out) as material, or null where there is none
     * @param activation what follows
     * @return the layer, whose memory the owner keeps
     */
    Linear linear(Weights owner, Tensor weight, Tensor bias, Activation activation);

    /**
     * {@return the most inputs of a linear layer with which it gives a row the same bits in every batch by any number of
     * threads} Wider ones had better be cut up.
     *
     * @param outputs of the layer
     */
    default long mostInputs(long outputs) {
        return Long.MAX_VALUE;
    }

    /**
     * Attention between its projections.
     *
     * @param config the sizes of the model
     * @param weights of the layer's attention
     * @return the operation, whose memory the weights' owner keeps
     */
    AttentionCore attention(W2vBertConfig config, Weights weights);

    /**
     * The middle of the convolution module.
     *
     * @param config the sizes of the model
     * @param weights of the layer's convolution module
     * @return the operation, whose memory the weights' owner keeps
     */
    GatedConvolution gatedConvolution(W2vBertConfig config, Weights weights);

    /** {@return the same with linear layers whose products are as exact as the number format of the model} */
    default Operations exact() {
        return this;
    }

    /** {@return whether layers may be built at the same time: not where implementations are tried against the clock} */
    default boolean mayBeBuiltTogether() {
        return true;
    }

    /** Frees what the operations share. The model that was built of them must be gone. */
    @Override
    default void close() {}
}
