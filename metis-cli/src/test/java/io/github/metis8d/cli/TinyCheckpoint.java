package io.github.metis8d.cli;

import io.github.metis8d.torch.runtime.LibTorch;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The built-in model of random weights as the files of a checkpoint. */
final class TinyCheckpoint {
    private TinyCheckpoint() {}

    /** Makes a folder of it. */
    static void unpack(Path folder) throws IOException {
        for (String name : List.of(
                "w2v-bert-2.0/config.json",
                "w2v-bert-2.0/preprocessor_config.json",
                "w2v-bert-2.0/model.safetensors",
                "semantic_codec/model.safetensors",
                "wav2vec2bert_stats.pt")) {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            try (InputStream in = LibTorch.class.getResourceAsStream("/io/github/metis8d/torch/tiny-random/" + name)) {
                Files.copy(in, file);
            }
        }
    }
}
