package io.github.metis8d.io.hub;

import static io.github.metis8d.io.hub.PublishedModel.CODEC_WEIGHTS;
import static io.github.metis8d.io.hub.PublishedModel.CONFIG;
import static io.github.metis8d.io.hub.PublishedModel.PREPROCESSOR;
import static io.github.metis8d.io.hub.PublishedModel.WEIGHTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.metis8d.HubRepository;
import io.github.metis8d.ModelException;
import io.github.metis8d.ModelSource;
import io.github.metis8d.ModelSource.Checkpoint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Weights that are published in several files and an index of these. */
class ShardedWeightsTest {
    private final FakeHub hub = new FakeHub();
    private final PublishedModel model = new PublishedModel(hub);

    @TempDir
    private Path home;

    @AfterEach
    void closeHub() {
        hub.close();
    }

    @Test
    void weightsInShardsComeByTheirIndex() throws IOException {
        String repository = "someone/sharded";
        byte[] index = ("{\"metadata\": {\"total_size\": 1}, \"weight_map\": {\"a\": \"model-1.safetensors\","
                        + " \"b\": \"./deep/model-2.safetensors\", \"c\": \"./model-1.safetensors\"}}")
                .getBytes(StandardCharsets.UTF_8);
        hub.put(repository, "config.json", CONFIG, false);
        hub.put(repository, "preprocessor_config.json", PREPROCESSOR, false);
        hub.put(repository, "model.safetensors.index.json", index, false);
        hub.put(repository, "model-1.safetensors", WEIGHTS, true);
        hub.put(repository, "deep/model-2.safetensors", CODEC_WEIGHTS, true);
        HubModelResolver resolver = model.resolver(home, Map.of());

        Checkpoint files = resolver.resolve(ModelSource.hub(HubRepository.parse(repository)));

        assertThat(files.w2vBert().resolve("model-1.safetensors")).hasBinaryContent(WEIGHTS);
        assertThat(files.w2vBert().resolve("deep/model-2.safetensors")).hasBinaryContent(CODEC_WEIGHTS);
        Files.delete(files.w2vBert().resolve("deep/model-2.safetensors"));
        assertThat(resolver.cached(ModelSource.hub(HubRepository.parse(repository))))
                .isEmpty();
    }

    @Test
    void aShardThatWouldLieElsewhereIsRefused() {
        String repository = "someone/hostile";
        hub.put(repository, "config.json", CONFIG, false);
        hub.put(repository, "preprocessor_config.json", PREPROCESSOR, false);
        hub.put(
                repository,
                "model.safetensors.index.json",
                "{\"weight_map\": {\"a\": \"../../../x.safetensors\"}}".getBytes(StandardCharsets.UTF_8),
                false);

        assertThatThrownBy(
                        () -> model.resolver(home, Map.of()).resolve(ModelSource.hub(HubRepository.parse(repository))))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("refused");
    }
}
