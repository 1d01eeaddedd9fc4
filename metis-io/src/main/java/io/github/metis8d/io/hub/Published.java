package io.github.metis8d.io.hub;

import io.github.metis8d.HubRepository;
import java.net.URI;

/** The names under which the parts of a checkpoint are published. */
final class Published {
    /** The files of w2v-BERT 2.0 beside its weights. */
    static final String CONFIG = "config.json";

    static final String PREPROCESSOR = "preprocessor_config.json";

    /** The weights in one file, or the index of several. */
    static final String WEIGHTS = "model.safetensors";

    static final String INDEX = "model.safetensors.index.json";

    static final HubRepository CODEC = HubRepository.parse("amphion/MaskGCT");
    static final String CODEC_WEIGHTS = "semantic_codec/model.safetensors";

    /** Mean and variance of the hidden states; part of a source tree, which gives no hash, so it stands here. */
    static final String STATS = "wav2vec2bert_stats.pt";

    static final ContentHash STATS_HASH =
            new ContentHash("c9c176c2b8850ab2e3ba828bbfa969deaf4566ce55db5f2687b8430b87526ad2");
    private static final long STATS_SIZE = 9343;

    private Published() {}

    /** {@return the statistics, wherever they are fetched from} */
    static Download stats(URI address) {
        return new Download(STATS, address, STATS_SIZE, STATS_HASH);
    }
}
