package io.github.metis8d.torch.model;

import static org.bytedeco.pytorch.global.torch.linear;

import io.github.metis8d.Latents;
import io.github.metis8d.torch.checkpoint.CodecConfig;
import io.github.metis8d.torch.runtime.NativeScope;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** RepCodec's encoder and the projection in front of its quantiser. Its convolutions see each clip's own rows only. */
final class RepCodec {
    static final double LAYER_NORM_EPS = 1e-6;

    private static final int KERNEL = 7;

    private final FullConvolution embed;
    private final LayerNorm embedNorm;
    private final List<ConvNeXtBlock> blocks = new ArrayList<>();
    private final LayerNorm finalNorm;
    private final Linear outProjection;
    private final Tensor inProjectWeight;
    private final TensorOptional inProjectBias;

    RepCodec(CodecConfig config, Weights weights) {
        Weights encoder = weights.under("encoder.0");
        this.embed = new FullConvolution(encoder.under("embed"), config.hiddenSize(), config.channels(), KERNEL);
        this.embedNorm = new LayerNorm(encoder.under("norm"), config.channels(), LAYER_NORM_EPS);
        for (int i = 0; i < config.blocks(); i++) {
            Meeting.Part part = i % 2 == 0 ? Meeting.Part.CODEC : Meeting.Part.CODEC_NEXT;
            blocks.add(new ConvNeXtBlock(config, encoder.under("convnext." + i), part));
        }
        this.finalNorm = new LayerNorm(encoder.under("final_layer_norm"), config.channels(), LAYER_NORM_EPS);
        this.outProjection = Linear.of(weights.under("encoder.1"), config.channels(), config.hiddenSize());
        Weights inProject = weights.under("quantizer.quantizers.0.in_project");
        this.inProjectWeight = weights.withMaterial(() -> weights.keep(weightNorm(inProject, config.hiddenSize())));
        this.inProjectBias =
                weights.keep(new TensorOptional(inProject.get("bias", ScalarType.Float, Latents.DIMENSIONS)));
    }

    /** {@code w = g * v / ||v||}, the norm taken per output channel. */
    private static Tensor weightNorm(Weights weights, long in) {
        Tensor g = weights.material("weight_g", ScalarType.Float, Latents.DIMENSIONS, 1, 1);
        Tensor v = weights.material("weight_v", ScalarType.Float, Latents.DIMENSIONS, in, 1);
        Tensor norm = v.norm(new ScalarOptional(new Scalar(2)), new long[] {1, 2}, true);
        return g.mul(v).div_(norm).squeeze(2);
    }

    /** Standardised hidden states (r, C) to latents (r, 8), float32. */
    Tensor forward(Tensor hidden, Batch batch) {
        Tensor x = embedNorm.forward(embed.forward(hidden, batch));
        Tensor y = NativeScope.chain(
                x,
                blocks.stream()
                        .<UnaryOperator<Tensor>>map(block -> in -> block.forward(in, batch))
                        .toList());
        Tensor codes = outProjection.forward(finalNorm.forward(y)).to(ScalarType.Float);
        return linear(codes, inProjectWeight, inProjectBias);
    }
}
