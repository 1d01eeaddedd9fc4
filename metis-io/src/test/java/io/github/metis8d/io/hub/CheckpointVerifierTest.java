package io.github.metis8d.io.hub;

import static io.github.metis8d.io.hub.PublishedModel.SOURCE;
import static io.github.metis8d.io.hub.PublishedModel.STATS;
import static io.github.metis8d.io.hub.PublishedModel.WEIGHTS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.metis8d.ModelSource;
import io.github.metis8d.ModelSource.Checkpoint;
import io.github.metis8d.io.hub.FileCheck.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointVerifierTest {
    private final FakeHub hub = new FakeHub();
    private final PublishedModel model = new PublishedModel(hub);
    private final CheckpointVerifier verifier = new CheckpointVerifier(Hashes.of(STATS, true));

    @TempDir
    private Path home;

    @AfterEach
    void closeHub() {
        hub.close();
    }

    private Checkpoint fetched(Map<String, String> environment) {
        return model.resolver(home, environment).resolve(SOURCE);
    }

    private static FileCheck of(List<FileCheck> checks, String name) {
        return checks.stream()
                .filter(check -> check.file().endsWith(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatWasFetchedIsWhole() {
        assertThat(verifier.verify(fetched(Map.of()), file -> {}))
                .hasSize(5)
                .extracting(FileCheck::state)
                .containsOnly(State.WHOLE);
    }

    @Test
    void aByteThatChangedOnDiskIsFoundAndTheBlobToDeleteIsNamed() throws IOException {
        Checkpoint files = fetched(Map.of());
        byte[] damaged = WEIGHTS.clone();
        damaged[1234] ^= 8;
        Path weights = files.w2vBert().resolve("model.safetensors");
        Files.write(weights, damaged);

        FileCheck check = of(verifier.verify(files, file -> {}), "model.safetensors");

        assertThat(check.state()).isEqualTo(State.DAMAGED);
        assertThat(check.usable()).isFalse();
        assertThat(check.note()).contains("delete " + weights.toRealPath());
    }

    @Test
    void damagedStatisticsAreFound() throws IOException {
        Checkpoint files = fetched(Map.of());
        Files.write(files.stats(), new byte[9000]);

        assertThat(of(verifier.verify(files, file -> {}), "wav2vec2bert_stats.pt")
                        .state())
                .isEqualTo(State.DAMAGED);
    }

    @Test
    void aFileThatIsGoneIsMissing() throws IOException {
        Checkpoint files = fetched(Map.of());
        Files.delete(files.semanticCodec());

        assertThat(verifier.verify(files, file -> {}))
                .filteredOn(check -> check.file().equals(files.semanticCodec()))
                .extracting(FileCheck::state)
                .containsExactly(State.MISSING);
    }

    @Test
    void outsideTheCacheNoHashIsKnownButThatOfTheStatistics() throws IOException {
        Checkpoint cached = fetched(Map.of());
        Checkpoint folder = ModelSource.directory(Files.createDirectory(home.resolve("folder")));
        Files.createDirectories(folder.w2vBert());
        Files.createDirectories(folder.semanticCodec().getParent());
        for (String name : List.of("config.json", "preprocessor_config.json", "model.safetensors")) {
            Files.copy(cached.w2vBert().resolve(name), folder.w2vBert().resolve(name));
        }
        Files.copy(cached.semanticCodec(), folder.semanticCodec());
        Files.copy(cached.stats(), folder.stats());

        List<FileCheck> checks = verifier.verify(folder, file -> {});

        assertThat(of(checks, "model.safetensors").state()).isEqualTo(State.UNKNOWN);
        assertThat(of(checks, "wav2vec2bert_stats.pt").state()).isEqualTo(State.WHOLE);
        assertThat(checks).allMatch(FileCheck::usable);
    }

    @Test
    void theCacheListsWhatTheEncoderCanUseAndNothingElse() throws IOException {
        fetched(Map.of());
        PythonCache others = new PythonCache(home.resolve(".cache/huggingface/hub"));
        others.put("someone/else", "config.json", "{\"model_type\": \"bert\"}".getBytes(), false);

        CacheContents contents = CacheContents.of(hub.settings(home, Map.of()));

        assertThat(contents.repositories())
                .extracting(found -> found.repository().name(), CachedRepository::revisions, CachedRepository::files)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(PublishedModel.CODEC, List.of("main"), 1),
                        org.assertj.core.groups.Tuple.tuple(PublishedModel.W2V_BERT, List.of("main"), 3));
        assertThat(contents.repositories().get(1).bytes())
                .isEqualTo(PublishedModel.CONFIG.length + PublishedModel.PREPROCESSOR.length + WEIGHTS.length);
        assertThat(contents.statistics()).isPresent();
    }
}
