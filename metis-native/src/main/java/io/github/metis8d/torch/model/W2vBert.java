package io.github.metis8d.torch.model;

import io.github.metis8d.torch.checkpoint.W2vBertConfig;
import io.github.metis8d.torch.runtime.NativeScope;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/** w2v-BERT 2.0 up to the hidden state that the codec takes; later layers are neither read nor run. */
final class W2vBert {
    private final LayerNorm inputNorm;
    private final Linear inputProjection;
    private final List<ConformerLayer> layers;

    W2vBert(W2vBertConfig config, Weights weights) {
        Weights projection = weights.under("feature_projection");
        this.inputNorm = new LayerNorm(projection.under("layer_norm"), config.inputSize(), config.layerNormEps());
        this.inputProjection =
                Linear.of(projection.under("projection").exact(), config.inputSize(), config.hiddenSize());
        List<String> names = IntStream.range(0, W2vBertConfig.OUTPUT_LAYER)
                .mapToObj(i -> "encoder.layers." + i)
                .toList();
        this.layers = weights.buildParts(names, layer -> new ConformerLayer(config, layer));
    }

    /** Log-mel rows (r, in) to hidden states (r, C). */
    Tensor forward(Tensor rows, Batch batch) {
        Tensor x = batch.zeroUnattended(inputProjection.forward(inputNorm.forward(rows)));
        return NativeScope.chain(
                x,
                layers.stream()
                        .<UnaryOperator<Tensor>>map(layer -> in -> layer.forward(in, batch))
                        .toList());
    }
}
