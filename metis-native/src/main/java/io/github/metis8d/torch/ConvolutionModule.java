package io.github.metis8d.torch;

import static org.bytedeco.pytorch.global.torch.glu;
import static org.bytedeco.pytorch.global.torch.silu_;

import io.github.metis8d.torch.checkpoint.W2vBertConfig;
import io.github.metis8d.torch.checkpoint.Weights;
import org.bytedeco.pytorch.Tensor;

/** The conformer's convolution: pointwise and gated, causal depthwise, norm, SiLU, pointwise. */
final class ConvolutionModule {
    private final LayerNorm norm;
    private final Linear expand;
    private final TimeConvolution depthwise;
    private final LayerNorm depthwiseNorm;
    private final Linear project;

    ConvolutionModule(W2vBertConfig config, Weights weights) {
        int channels = config.hiddenSize();
        this.norm = new LayerNorm(weights.under("layer_norm"), channels, config.layerNormEps());
        this.expand = Linear.pointwise(weights, "pointwise_conv1", channels, 2L * channels);
        this.depthwise =
                TimeConvolution.causalDepthwise(weights.under("depthwise_conv"), channels, config.convKernel());
        this.depthwiseNorm = new LayerNorm(weights.under("depthwise_layer_norm"), channels, config.layerNormEps());
        this.project = Linear.pointwise(weights, "pointwise_conv2", channels, channels);
    }

    /** Adds the module's answer for x to x, which may be overwritten. */
    Tensor addTo(Tensor x, RowMasks masks) {
        Tensor y = masks.zeroUnattended(norm.forward(x));
        y = glu(expand.forward(y), -1);
        y = silu_(depthwiseNorm.forward(depthwise.forward(y)));
        return project.addTo(x, y);
    }
}
