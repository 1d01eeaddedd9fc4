package io.github.metis8d;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/** Where the weights come from. */
public sealed interface ModelSource {
    /** The name by which {@link #parse} knows the built-in model. */
    String TINY_RANDOM = "tiny-random";

    /**
     * {@return the folder of a checkpoint in the published layout}
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
     * @param folder the folder that holds these
     */
    static Directory directory(Path folder) {
        return new Directory(folder, Optional.empty());
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
     * A checkpoint on disk.
     *
     * @param folder the folder in the published layout
     * @param config the file that gives the sizes of the codec, in place of {@code base.json} in the folder
     */
    record Directory(Path folder, Optional<Path> config) implements ModelSource {
        /**
         * Checks that nothing is null.
         *
         * @param folder not null
         * @param config not null
         */
        public Directory {
            Objects.requireNonNull(folder, "folder");
            Objects.requireNonNull(config, "config");
        }

        /**
         * {@return the same checkpoint with the codec's sizes from another file}
         *
         * @param file a JSON file with a {@code model.semantic_codec} section
         */
        public Directory withConfig(Path file) {
            return new Directory(folder, Optional.of(file));
        }

        @Override
        public boolean randomWeights() {
            return false;
        }

        @Override
        public String toString() {
            return folder.toString();
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
