package io.github.metis8d.torch.checkpoint;

import io.github.metis8d.Latents;
import io.github.metis8d.ModelException;
import java.nio.file.Path;
import java.util.List;

/**
 * The sizes of RepCodec's encoder.
 *
 * @param hiddenSize channels in and out, those of w2v-BERT
 * @param channels channels of the ConvNeXt blocks
 * @param intermediateSize inner channels of a block
 * @param blocks ConvNeXt blocks
 */
public record CodecConfig(int hiddenSize, int channels, int intermediateSize, int blocks) {
    /** What Amphion's {@code RepCodec} takes for what a file leaves out: the published model. */
    static final CodecConfig PUBLISHED = new CodecConfig(1024, 384, 2048, 12);

    /**
     * Reads the section {@code model.semantic_codec} of a file such as {@code base.json}, which may be JSON5. What it
     * leaves out is as in Amphion.
     *
     * @param file the file
     * @return the sizes
     * @throws ModelException if the file is missing, is no JSON, has no such section, or asks for other than 8 latents
     *     or 50 rows a second
     */
    public static CodecConfig read(Path file) {
        ConfigFile json = ConfigFile.read(file, Json.JSON5).section("model", "semantic_codec");
        int latents = json.size("codebook_dim", 1 << 16, Latents.DIMENSIONS);
        if (latents != Latents.DIMENSIONS) {
            throw json.wrong("codebook_dim is " + latents + ", not " + Latents.DIMENSIONS);
        }
        if (json.has("downsample_scale") && json.size("downsample_scale", 1 << 10, 1) != 1) {
            throw json.wrong("downsample_scale is not 1 (50 rows a second)");
        }
        return new CodecConfig(
                json.size("hidden_size", 1 << 16, PUBLISHED.hiddenSize),
                json.size("vocos_dim", 1 << 16, PUBLISHED.channels),
                json.size("vocos_intermediate_dim", 1 << 20, PUBLISHED.intermediateSize),
                json.size("vocos_num_layers", 1 << 10, PUBLISHED.blocks));
    }

    /**
     * Takes the sizes from the tensors themselves.
     *
     * @param tensors RepCodec's
     * @return the sizes
     * @throws ModelException if the tensors that tell them are missing or of another rank
     */
    public static CodecConfig of(TensorSource tensors) {
        List<Long> embed = shape(tensors, "encoder.0.embed.weight", 3);
        List<Long> inner = shape(tensors, "encoder.0.convnext.0.pwconv1.weight", 2);
        int blocks = 1;
        while (tensors.has("encoder.0.convnext." + blocks + ".dwconv.weight")) {
            blocks++;
        }
        return new CodecConfig(
                Math.toIntExact(embed.get(1)), Math.toIntExact(embed.get(0)), Math.toIntExact(inner.get(0)), blocks);
    }

    private static List<Long> shape(TensorSource tensors, String name, int rank) {
        if (!tensors.has(name)) {
            throw new ModelException(
                    tensors.origin() + " has no tensor " + name + "; is it RepCodec's semantic codec?");
        }
        List<Long> shape = tensors.shape(name);
        if (shape.size() != rank || shape.stream().anyMatch(size -> size < 1 || size > 1 << 20)) {
            throw new ModelException(tensors.origin() + ": " + name + " has shape " + shape);
        }
        return shape;
    }
}
