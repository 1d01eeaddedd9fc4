package io.github.metis8d.torch.model;

import io.github.metis8d.torch.checkpoint.CodecConfig;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Depthwise convolution, norm, linear, exact GELU, linear, scaled per channel, on a residual path. */
final class ConvNeXtBlock {
    private static final int KERNEL = 7;

    private final DepthwiseConvolution depthwise;
    private final LayerNorm norm;
    private final Mlp layers;

    ConvNeXtBlock(CodecConfig config, Weights weights, Meeting.Part part) {
        this.depthwise = DepthwiseConvolution.centred(weights.under("dwconv"), part, config.channels(), KERNEL);
        this.norm = new LayerNorm(weights.under("norm"), config.channels(), RepCodec.LAYER_NORM_EPS);
        this.layers = weights.withMaterial(() -> {
            Tensor gamma = weights.material("gamma", ScalarType.Float, config.channels());
            return new Mlp(
                    weights,
                    config.intermediateSize(),
                    config.channels(),
                    Linear.Parameters.of(weights.under("pwconv1"), config.channels(), config.intermediateSize()),
                    Activation.GELU,
                    scaled(weights.under("pwconv2"), gamma, config));
        });
    }

    /** The second linear layer with the scale of its channels in its weights. */
    private static Linear.Parameters scaled(Weights linear, Tensor gamma, CodecConfig config) {
        return new Linear.Parameters(
                () -> linear.scaledMaterial("weight", gamma.unsqueeze(1), config.channels(), config.intermediateSize()),
                () -> linear.scaledMaterial("bias", gamma, config.channels()));
    }

    /** (r, C) to the same shape; may overwrite x. */
    Tensor forward(Tensor x, Batch batch) {
        Tensor y = norm.forward(depthwise.forward(x, batch));
        return layers.addTo(x, y);
    }
}
