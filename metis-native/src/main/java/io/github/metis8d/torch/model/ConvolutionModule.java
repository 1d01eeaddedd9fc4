package io.github.metis8d.torch.model;

import io.github.metis8d.torch.checkpoint.W2vBertConfig;
import org.bytedeco.pytorch.Tensor;

/** The conformer's convolution: pointwise and gated, causal depthwise, norm, SiLU, pointwise. */
final class ConvolutionModule {
    private final LayerNorm norm;
    private final Linear expand;
    private final GatedConvolution middle;
    private final Linear project;

    ConvolutionModule(W2vBertConfig config, Weights weights) {
        int channels = config.hiddenSize();
        this.norm = new LayerNorm(weights.under("layer_norm"), channels, config.layerNormEps());
        this.expand = Linear.pointwise(weights, "pointwise_conv1", channels, 2L * channels);
        this.middle = weights.compute().operations().gatedConvolution(config, weights);
        this.project = Linear.pointwise(weights, "pointwise_conv2", channels, channels);
    }

    /** Adds the module's answer for x to x, which may be overwritten. */
    Tensor addTo(Tensor x, Batch batch) {
        Tensor y = batch.zeroUnattended(norm.forward(x));
        return project.addTo(x, middle.forward(expand.forward(y), batch));
    }
}
