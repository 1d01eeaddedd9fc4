package io.github.metis8d.io.hub;

import io.github.metis8d.HubRepository;
import java.net.URI;

/** The names under which the parts of a checkpoint are published. */
final class Published {
    /** The files of w2v-BERT 2.0 beside its weights. */
    static final String CONFIG = "config.json";

    static final String PREPROCESSOR = "preprocessor_config.json";

    /** Where transformers 5 puts the settings of the preprocessor, as a section. */
    static final String PROCESSOR = "processor_config.json";

    /** The weights in one file, or the index of several. */
    static final String WEIGHTS = "model.safetensors";

    static final String INDEX = "model.safetensors.index.json";

    static final HubRepository CODEC = HubRepository.parse("amphion/MaskGCT");
    static final String CODEC_WEIGHTS = "semantic_codec/model.safetensors";

    static final String STATS = "wav2vec2bert_stats.pt";

    /** Neither a source tree nor a copy vouches for the content, so its hash stands here. */
    static final PublishedStatistics STATISTICS = new PublishedStatistics(
            URI.create("https://raw.githubusercontent.com/open-mmlab/Amphion/main/models/tts/maskgct/ckpt/" + STATS),
            HubRepository.parse("IndexTeam/IndexTTS-2.5"),
            new ContentHash("c9c176c2b8850ab2e3ba828bbfa969deaf4566ce55db5f2687b8430b87526ad2"));

    private Published() {}
}
