package io.github.metis8d;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/** Where the weights come from. */
public sealed interface ModelSource {
    /** The name by which {@link #parse} knows the built-in model. */
    String TINY_RANDOM = "tiny-random";

    /** The name by which {@link #parse} knows the built-in model of the published sizes. */
    String PUBLISHED_RANDOM = "published-random";

    /** The name by which {@link #parse} knows the published checkpoint. */
    String PRETRAINED = "pretrained";

    /** What {@link #parse} takes for the name of a repository on the hub when it stands in front. */
    String HUB_PREFIX = "hf:";

    /**
     * {@return a checkpoint folder in the published layout}
     *
     * <pre>
     * w2v-bert-2.0/config.json
     * w2v-bert-2.0/preprocessor_config.json (or processor_config.json)
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
     * {@return the built-in model of the published sizes, whose random weights are made in memory} It costs as much as
     * the published one, to measure speed and memory without a download, and its answers mean nothing.
     */
    static BuiltIn publishedRandom() {
        return new BuiltIn(PUBLISHED_RANDOM);
    }

    /**
     * {@return the published checkpoint: {@code facebook/w2v-bert-2.0} and the semantic codec of
     * {@code amphion/MaskGCT}} It is fetched on first use, about 2.5 GB, which takes metis-io on the class path.
     */
    static Hub pretrained() {
        return hub(HubRepository.parse("facebook/w2v-bert-2.0"));
    }

    /**
     * {@return another w2v-BERT 2.0 on the Hugging Face hub, with the published codec}
     *
     * @param repository holds {@code config.json}, {@code preprocessor_config.json} or {@code processor_config.json}, and
     *     {@code model.safetensors} or its shards
     */
    static Hub hub(HubRepository repository) {
        return new Hub(repository, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /**
     * Reads what a person writes on a command line.
     *
     * @param text {@value #PRETRAINED}, {@value #TINY_RANDOM}, {@value #PUBLISHED_RANDOM}, {@code hf:OWNER/REPO[@REVISION]}, or the path of a
     *     checkpoint folder
     * @return the source it names
     * @throws IllegalArgumentException if what follows {@value #HUB_PREFIX} is no repository's name
     */
    static ModelSource parse(String text) {
        if (text.equals(PRETRAINED)) {
            return pretrained();
        }
        if (text.startsWith(HUB_PREFIX)) {
            return hub(HubRepository.parse(text.substring(HUB_PREFIX.length())));
        }
        return text.equals(TINY_RANDOM) || text.equals(PUBLISHED_RANDOM) ? new BuiltIn(text) : directory(Path.of(text));
    }

    /**
     * {@return the same model with another codec}
     *
     * @param file a safetensors file of RepCodec
     * @throws IllegalArgumentException if this is a built-in model
     */
    ModelSource withCodec(Path file);

    /**
     * {@return the same model with another mean and variance of the hidden states}
     *
     * @param file a file of {@code torch.save} that holds {@code mean} and {@code var}
     * @throws IllegalArgumentException if this is a built-in model
     */
    ModelSource withStats(Path file);

    /**
     * {@return the same model with the codec's sizes from another file}
     *
     * @param file a JSON or JSON5 file with a {@code model.semantic_codec} section
     * @throws IllegalArgumentException if this is a built-in model
     */
    ModelSource withConfig(Path file);

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

        @Override
        public Checkpoint withCodec(Path file) {
            return new Checkpoint(w2vBert, file, stats, config);
        }

        @Override
        public Checkpoint withStats(Path file) {
            return new Checkpoint(w2vBert, semanticCodec, file, config);
        }

        @Override
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
     * A checkpoint as it is published: on the Hugging Face hub, and its statistics in Amphion's source repository.
     *
     * @param w2vBert the repository of w2v-BERT 2.0
     * @param semanticCodec a file in place of the published codec
     * @param stats a file in place of the published statistics
     * @param config a JSON file with the codec's sizes, see {@link Checkpoint}
     */
    record Hub(HubRepository w2vBert, Optional<Path> semanticCodec, Optional<Path> stats, Optional<Path> config)
            implements ModelSource {
        /**
         * Checks that nothing is null.
         *
         * @param w2vBert not null
         * @param semanticCodec not null
         * @param stats not null
         * @param config not null
         */
        public Hub {
            Objects.requireNonNull(w2vBert, "w2vBert");
            Objects.requireNonNull(semanticCodec, "semanticCodec");
            Objects.requireNonNull(stats, "stats");
            Objects.requireNonNull(config, "config");
        }

        @Override
        public Hub withCodec(Path file) {
            return new Hub(w2vBert, Optional.of(file), stats, config);
        }

        @Override
        public Hub withStats(Path file) {
            return new Hub(w2vBert, semanticCodec, Optional.of(file), config);
        }

        @Override
        public Hub withConfig(Path file) {
            return new Hub(w2vBert, semanticCodec, stats, Optional.of(file));
        }

        @Override
        public boolean randomWeights() {
            return false;
        }

        @Override
        public String toString() {
            return HUB_PREFIX + w2vBert;
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
         * @param name {@value ModelSource#TINY_RANDOM} or {@value ModelSource#PUBLISHED_RANDOM}
         */
        public BuiltIn {
            if (!name.equals(TINY_RANDOM) && !name.equals(PUBLISHED_RANDOM)) {
                throw new IllegalArgumentException(
                        "there is no built-in model " + name + ", only " + TINY_RANDOM + " and " + PUBLISHED_RANDOM);
            }
        }

        @Override
        public BuiltIn withCodec(Path file) {
            throw indivisible();
        }

        @Override
        public BuiltIn withStats(Path file) {
            throw indivisible();
        }

        @Override
        public BuiltIn withConfig(Path file) {
            throw indivisible();
        }

        private IllegalArgumentException indivisible() {
            return new IllegalArgumentException("the built-in model " + name
                    + " has no parts to replace; another codec, statistics or sizes go with a checkpoint");
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
