package io.github.metis8d.torch.model;

import static org.bytedeco.pytorch.global.torch.glu;
import static org.bytedeco.pytorch.global.torch.silu_;

import io.github.metis8d.torch.checkpoint.W2vBertConfig;
import org.bytedeco.pytorch.Tensor;

/** The convolution module's middle by LibTorch's operations. It defines what is right. */
final class LibTorchGatedConvolution implements GatedConvolution {
    private final int channels;
    private final boolean clipByClip;
    private final TimeConvolution depthwise;
    private final LayerNorm norm;

    LibTorchGatedConvolution(W2vBertConfig config, Weights weights) {
        this.channels = config.hiddenSize();
        this.clipByClip = weights.compute().blocks().clipByClip();
        this.depthwise =
                TimeConvolution.causalDepthwise(weights.under("depthwise_conv"), channels, config.convKernel());
        this.norm = new LayerNorm(weights.under("depthwise_layer_norm"), channels, config.layerNormEps());
    }

    @Override
    public Tensor forward(Tensor x, Batch batch) {
        // With what goes before and after the convolution, so that it stays in the caches, and does not lie otherwise
        // among the threads than it would alone.
        return clipByClip
                ? batch.clips().clipByClip(x, channels, clip -> silu_(norm.forward(depthwise.ofClip(glu(clip, -1)))))
                : silu_(norm.forward(depthwise.ofAll(glu(x, -1), batch.clips())));
    }
}
