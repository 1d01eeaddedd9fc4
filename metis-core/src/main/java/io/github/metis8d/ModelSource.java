package io.github.metis8d;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/** Where the weights come from. */
public sealed interface ModelSource {
    /** The name by which {@link #parse} knows the built-in model. */
    String TINY_RANDOM = "tiny-random";

    /**
     * {@return a checkpoint folder in the published layout}
     *
     * <pre>
     * w2v-bert-2.0/config.json
     * w2v-bert-2.0/preprocessor_config.json
     * w2v-bert-2.0/model.safetensors        (or model.safetensors.index.json and its shards)
     * semantic_codec/model.safetensors
     * wav2vec2bert_stats.pt
     * base.json                             (optional: the sizes of the codec)
     * </pre>
     *
     * @param folder the folder that holds these; what it lacks is reported when the encoder is built
     */
    static Checkpoint directory(Path folder) {
        Path config = folder.resolve("base.json");
        return new Checkpoint(
                folder.resolve("w2v-bert-2.0"),
                folder.resolve("semantic_codec").resolve("model.safetensors"),
                folder.resolve("wav2vec2bert_stats.pt"),
                Files.exists(config) ? Optional.of(config) : Optional.empty());
    }

    /**
     * {@return the built-in model, of small sizes and random weights} It exercises every part of the model and needs no
     * download, but its answers mean nothing.
     */
    static BuiltIn tinyRandom() {
        return new BuiltIn(TINY_RANDOM);
    }

    /**
     * Reads what a person writes on a command line.
     *
     * @param text {@value #TINY_RANDOM}, or the path of a checkpoint folder
     * @return the source it names
     */
    static ModelSource parse(String text) {
        return text.equals(TINY_RANDOM) ? tinyRandom() : directory(Path.of(text));
    }

    /** {@return whether the weights are known to be random, so that the latents mean nothing} */
    boolean randomWeights();

    /**
     * The files of a checkpoint on disk.
     *
     * @param w2vBert the folder of w2v-BERT 2.0: {@code config.json}, {@code preprocessor_config.json} and
     *     {@code model.safetensors} or its shards
     * @param semanticCodec RepCodec's safetensors file
     * @param stats the mean and variance of the hidden states, a torch zip pickle
     * @param config a JSON file whose section {@code model.semantic_codec} gives the codec's sizes; without it they are
     *     those of the tensors
     */
    record Checkpoint(Path w2vBert, Path semanticCodec, Path stats, Optional<Path> config) implements ModelSource {
        /**
         * Checks that nothing is null.
         *
         * @param w2vBert not null
         * @param semanticCodec not null
         * @param stats not null
         * @param config not null
         */
        public Checkpoint {
            Objects.requireNonNull(w2vBert, "w2vBert");
            Objects.requireNonNull(semanticCodec, "semanticCodec");
            Objects.requireNonNull(stats, "stats");
            Objects.requireNonNull(config, "config");
        }

        /**
         * {@return the same checkpoint with the codec's sizes from another file}
         *
         * @param file a JSON file with a {@code model.semantic_codec} section
         */
        public Checkpoint withConfig(Path file) {
            return new Checkpoint(w2vBert, semanticCodec, stats, Optional.of(file));
        }

        @Override
        public boolean randomWeights() {
            return false;
        }

        @Override
        public String toString() {
            return w2vBert.toString();
        }
    }

    /**
     * A model that comes with the library.
     *
     * @param name its name
     */
    record BuiltIn(String name) implements ModelSource {
        /**
         * Checks the name.
         *
         * @param name {@value ModelSource#TINY_RANDOM}
         */
        public BuiltIn {
            if (!name.equals(TINY_RANDOM)) {
                throw new IllegalArgumentException("there is no built-in model " + name + ", only " + TINY_RANDOM);
            }
        }

        @Override
        public boolean randomWeights() {
            return true;
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
