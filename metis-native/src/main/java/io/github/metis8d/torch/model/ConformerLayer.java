package io.github.metis8d.torch.model;

import io.github.metis8d.torch.checkpoint.W2vBertConfig;
import io.github.metis8d.torch.runtime.NativeScope;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** Half a feed-forward, attention, convolution, half a feed-forward, each on a residual path; then a norm. */
final class ConformerLayer {
    private final LayerNorm ffn1Norm;
    private final FeedForward ffn1;
    private final LayerNorm attentionNorm;
    private final RelativeKeyAttention attention;
    private final ConvolutionModule convolution;
    private final LayerNorm ffn2Norm;
    private final FeedForward ffn2;
    private final LayerNorm finalNorm;

    ConformerLayer(W2vBertConfig config, Weights weights) {
        int channels = config.hiddenSize();
        double eps = config.layerNormEps();
        this.ffn1Norm = new LayerNorm(weights.under("ffn1_layer_norm"), channels, eps);
        this.ffn1 = new FeedForward(weights.under("ffn1"), channels, config.intermediateSize());
        // The feed-forward modules have two thirds of the products. With those of attention and convolution reduced as
        // well, float32's latents would be missed by more than 1 % on some clips, for a tenth of the time. Where it is
        // LibTorch that reduces (AMX, GPUs), it does so in all of them, whatever is asked for here.
        this.attentionNorm = new LayerNorm(weights.under("self_attn_layer_norm"), channels, eps);
        this.attention =
                new RelativeKeyAttention(config, weights.under("self_attn").exact());
        this.convolution =
                new ConvolutionModule(config, weights.under("conv_module").exact());
        this.ffn2Norm = new LayerNorm(weights.under("ffn2_layer_norm"), channels, eps);
        this.ffn2 = new FeedForward(weights.under("ffn2"), channels, config.intermediateSize());
        this.finalNorm = new LayerNorm(weights.under("final_layer_norm"), channels, eps);
    }

    /** (R, C) to the same shape; may overwrite x. */
    Tensor forward(Tensor x, Batch batch) {
        return NativeScope.chain(
                x,
                List.of(
                        a -> ffn1.addTo(a, ffn1Norm.forward(a)),
                        a -> attention.addTo(a, attentionNorm.forward(a), batch),
                        a -> convolution.addTo(a, batch),
                        a -> ffn2.addTo(a, ffn2Norm.forward(a)),
                        finalNorm::forward));
    }
}
