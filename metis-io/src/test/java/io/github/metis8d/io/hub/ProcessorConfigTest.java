package io.github.metis8d.io.hub;

import static io.github.metis8d.io.hub.PublishedModel.CONFIG;
import static io.github.metis8d.io.hub.PublishedModel.WEIGHTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.metis8d.HubRepository;
import io.github.metis8d.ModelException;
import io.github.metis8d.ModelSource;
import io.github.metis8d.ModelSource.Checkpoint;
import io.github.metis8d.ModelSource.Hub;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** transformers 5 saves a processor_config.json in the place of preprocessor_config.json, and looks into it first. */
class ProcessorConfigTest {
    private static final String REPOSITORY = "someone/saved-by-transformers-5";
    private static final Hub SOURCE = ModelSource.hub(HubRepository.parse(REPOSITORY));
    private static final byte[] PROCESSOR =
            "{\"feature_extractor\": {\"padding_value\": 1}}".getBytes(StandardCharsets.UTF_8);

    private final FakeHub hub = new FakeHub();
    private final PublishedModel model = new PublishedModel(hub);

    @TempDir
    private Path home;

    @BeforeEach
    void publish() {
        hub.put(REPOSITORY, "config.json", CONFIG, false);
        hub.put(REPOSITORY, "model.safetensors", WEIGHTS, true);
    }

    @AfterEach
    void closeHub() {
        hub.close();
    }

    @Test
    void itIsFetchedFoundAndVerifiedInThatPlace() {
        hub.put(REPOSITORY, "processor_config.json", PROCESSOR, false);
        HubModelResolver resolver = model.resolver(home, Map.of());

        Checkpoint files = resolver.resolve(SOURCE);

        assertThat(files.w2vBert().resolve("processor_config.json")).hasBinaryContent(PROCESSOR);
        assertThat(files.w2vBert().resolve("preprocessor_config.json")).doesNotExist();
        assertThat(resolver.cached(SOURCE)).contains(files);
        List<FileCheck> checks =
                new CheckpointVerifier(Hashes.of(PublishedModel.STATS, true)).verify(files, file -> {});
        assertThat(checks)
                .extracting(check -> check.file().getFileName().toString())
                .contains("processor_config.json")
                .doesNotContain("preprocessor_config.json");
        assertThat(checks).extracting(FileCheck::state).containsOnly(FileCheck.State.WHOLE);
    }

    @Test
    void whereBothAreBothCome() {
        hub.put(REPOSITORY, "processor_config.json", PROCESSOR, false);
        hub.put(REPOSITORY, "preprocessor_config.json", PublishedModel.PREPROCESSOR, false);

        Checkpoint files = model.resolver(home, Map.of()).resolve(SOURCE);

        assertThat(files.w2vBert().resolve("preprocessor_config.json")).exists();
        assertThat(files.w2vBert().resolve("processor_config.json")).exists();
    }

    @Test
    void withoutEitherBothAreNamed() {
        assertThatThrownBy(() -> model.resolver(home, Map.of()).resolve(SOURCE))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(REPOSITORY)
                .hasMessageContaining("has neither preprocessor_config.json nor processor_config.json");
    }
}
