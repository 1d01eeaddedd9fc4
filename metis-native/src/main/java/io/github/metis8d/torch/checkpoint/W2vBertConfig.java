package io.github.metis8d.torch.checkpoint;

import io.github.metis8d.ModelException;
import java.nio.file.Path;

/**
 * The sizes of w2v-BERT 2.0, from its {@code config.json}.
 *
 * @param hiddenSize channels between the layers
 * @param heads attention heads
 * @param intermediateSize inner channels of a feed-forward module
 * @param layers conformer layers in the checkpoint
 * @param inputSize channels of the stacked log-mel rows
 * @param convKernel taps of the depthwise convolution
 * @param layerNormEps the epsilon of every layer norm
 * @param leftPositions the farthest distance to the left that has a relative key of its own
 * @param rightPositions the same to the right
 */
public record W2vBertConfig(
        int hiddenSize,
        int heads,
        int intermediateSize,
        int layers,
        int inputSize,
        int convKernel,
        double layerNormEps,
        int leftPositions,
        int rightPositions) {
    /** The hidden state that the codec was trained on: the input of layer 17, which is what the 17th layer puts out. */
    public static final int OUTPUT_LAYER = 17;

    /** What {@code Wav2Vec2BertConfig} of transformers takes for what a file leaves out: the published model. */
    static final W2vBertConfig PUBLISHED = new W2vBertConfig(1024, 16, 4096, 24, 160, 31, 1e-5, 64, 8);

    /**
     * Reads the file. What it leaves out is as in transformers.
     *
     * @param file {@code config.json}
     * @return the sizes
     * @throws ModelException if the file is missing, is no JSON, or describes another kind of model
     */
    public static W2vBertConfig read(Path file) {
        ConfigFile json = ConfigFile.read(file);
        json.require("hidden_act", "swish", "silu");
        json.require("position_embeddings_type", "relative_key");
        // Another file, which would otherwise be passed over without a word.
        json.require("transformers_weights", SafeTensors.FILE);
        int hidden = json.size("hidden_size", 1 << 16, PUBLISHED.hiddenSize);
        int heads = json.size("num_attention_heads", 1 << 10, PUBLISHED.heads);
        if (hidden % heads != 0) {
            throw json.wrong("hidden_size " + hidden + " is no multiple of num_attention_heads " + heads);
        }
        int layers = json.size("num_hidden_layers", 1 << 10, PUBLISHED.layers);
        if (layers < OUTPUT_LAYER) {
            throw json.wrong("num_hidden_layers is " + layers + ", but the codec takes the hidden state after layer "
                    + OUTPUT_LAYER);
        }
        return new W2vBertConfig(
                hidden,
                heads,
                json.size("intermediate_size", 1 << 20, PUBLISHED.intermediateSize),
                layers,
                json.size("feature_projection_input_dim", 1 << 16, PUBLISHED.inputSize),
                json.size("conv_depthwise_kernel_size", 1 << 10, PUBLISHED.convKernel),
                json.positive("layer_norm_eps", PUBLISHED.layerNormEps),
                json.whole("left_max_position_embeddings", 0, 1 << 16, PUBLISHED.leftPositions),
                json.whole("right_max_position_embeddings", 0, 1 << 16, PUBLISHED.rightPositions));
    }

    /** {@return the channels of one head} */
    public int headSize() {
        return hiddenSize / heads;
    }

    /** {@return the number of relative keys, one for each distance from -left to right} */
    public int relativeKeys() {
        return leftPositions + 1 + rightPositions;
    }
}
