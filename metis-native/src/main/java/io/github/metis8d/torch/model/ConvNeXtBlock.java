package io.github.metis8d.torch.model;

import io.github.metis8d.torch.checkpoint.CodecConfig;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Depthwise convolution, norm, linear, exact GELU, linear, scaled per channel, on a residual path. */
final class ConvNeXtBlock {
    private static final int KERNEL = 7;

    private final TimeConvolution depthwise;
    private final LayerNorm norm;
    private final Linear expand;
    private final Linear project;

    ConvNeXtBlock(CodecConfig config, Weights weights) {
        this.depthwise = TimeConvolution.depthwise(weights.under("dwconv"), config.channels(), KERNEL);
        this.norm = new LayerNorm(weights.under("norm"), config.channels(), RepCodec.LAYER_NORM_EPS);
        this.expand =
                Linear.of(weights.under("pwconv1"), config.channels(), config.intermediateSize(), Activation.GELU);
        this.project = scaled(weights, config);
    }

    /** The second linear layer with the scale of its channels in its weights. */
    private static Linear scaled(Weights weights, CodecConfig config) {
        Weights linear = weights.under("pwconv2");
        return weights.withMaterial(() -> {
            Tensor gamma = weights.material("gamma", ScalarType.Float, config.channels());
            return Linear.make(
                    weights,
                    () -> linear.scaledMaterial(
                            "weight", gamma.unsqueeze(1), config.channels(), config.intermediateSize()),
                    () -> linear.scaledMaterial("bias", gamma, config.channels()),
                    Activation.NONE);
        });
    }

    /** (R, C) to the same shape; may overwrite x. */
    Tensor forward(Tensor x, ClipRows clips) {
        Tensor y = norm.forward(depthwise.forward(x, clips));
        return project.addTo(x, expand.forward(y));
    }
}
