package io.github.metis8d.torch;

import static org.bytedeco.pytorch.global.torch.gelu;

import io.github.metis8d.torch.checkpoint.CodecConfig;
import io.github.metis8d.torch.checkpoint.Weights;
import org.bytedeco.pytorch.Tensor;

/** Depthwise convolution, norm, linear, exact GELU, linear, scaled per channel, on a residual path. */
final class ConvNeXtBlock {
    private static final int KERNEL = 7;

    private final TimeConvolution depthwise;
    private final LayerNorm norm;
    private final Linear expand;
    private final Linear project;
    private final Tensor gamma;

    ConvNeXtBlock(CodecConfig config, Weights weights) {
        this.depthwise = TimeConvolution.depthwise(weights.under("dwconv"), config.channels(), KERNEL);
        this.norm = new LayerNorm(weights.under("norm"), config.channels(), RepCodec.LAYER_NORM_EPS);
        this.expand = new Linear(weights.under("pwconv1"), config.channels(), config.intermediateSize());
        this.project = new Linear(weights.under("pwconv2"), config.intermediateSize(), config.channels());
        this.gamma = weights.get("gamma", config.channels());
    }

    /** (B, T, C) to the same shape; overwrites x. */
    Tensor forward(Tensor x, RowMasks masks) {
        Tensor y = norm.forward(depthwise.forward(masks.zeroOutside(x)));
        return x.addcmul_(project.forward(gelu(expand.forward(y))), gamma);
    }
}
