package io.github.metis8d.torch.model;

import static org.bytedeco.pytorch.global.torch.glu;
import static org.bytedeco.pytorch.global.torch.silu_;

import io.github.metis8d.torch.checkpoint.W2vBertConfig;
import org.bytedeco.pytorch.Tensor;

/** The convolution module's middle by LibTorch's operations. It defines what is right. */
final class LibTorchGatedConvolution implements GatedConvolution {
    private final DepthwiseConvolution depthwise;
    private final LayerNorm norm;

    LibTorchGatedConvolution(W2vBertConfig config, Weights weights) {
        int channels = config.hiddenSize();
        this.depthwise = DepthwiseConvolution.causal(
                weights.under("depthwise_conv"), Meeting.Part.CONFORMER, channels, config.convKernel());
        this.norm = new LayerNorm(weights.under("depthwise_layer_norm"), channels, config.layerNormEps());
    }

    @Override
    public Tensor forward(Tensor x, Batch batch) {
        return depthwise.forward(x, batch, in -> glu(in, -1), out -> silu_(norm.forward(out)));
    }
}
