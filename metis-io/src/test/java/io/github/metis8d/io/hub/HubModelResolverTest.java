package io.github.metis8d.io.hub;

import static io.github.metis8d.io.hub.PublishedModel.CODEC;
import static io.github.metis8d.io.hub.PublishedModel.CODEC_WEIGHTS;
import static io.github.metis8d.io.hub.PublishedModel.CONFIG;
import static io.github.metis8d.io.hub.PublishedModel.PREPROCESSOR;
import static io.github.metis8d.io.hub.PublishedModel.SOURCE;
import static io.github.metis8d.io.hub.PublishedModel.STATS;
import static io.github.metis8d.io.hub.PublishedModel.W2V_BERT;
import static io.github.metis8d.io.hub.PublishedModel.WEIGHTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.metis8d.HubRepository;
import io.github.metis8d.ModelException;
import io.github.metis8d.ModelSource;
import io.github.metis8d.ModelSource.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HubModelResolverTest {
    private final FakeHub hub = new FakeHub();
    private final PublishedModel model = new PublishedModel(hub);

    @TempDir
    private Path home;

    @AfterEach
    void closeHub() {
        hub.close();
    }

    private Checkpoint resolve(String... environment) {
        return model.resolver(home, variables(environment)).resolve(SOURCE);
    }

    private static Map<String, String> variables(String... environment) {
        Map<String, String> map = new java.util.HashMap<>();
        for (int i = 0; i < environment.length; i += 2) {
            map.put(environment[i], environment[i + 1]);
        }
        return map;
    }

    private Path cache() {
        return home.resolve(".cache/huggingface/hub");
    }

    @Test
    void firstUseFetchesEveryPart() throws IOException {
        Checkpoint files = resolve();

        assertThat(files.w2vBert().resolve("config.json")).hasBinaryContent(CONFIG);
        assertThat(files.w2vBert().resolve("preprocessor_config.json")).hasBinaryContent(PREPROCESSOR);
        assertThat(files.w2vBert().resolve("model.safetensors")).hasBinaryContent(WEIGHTS);
        assertThat(files.semanticCodec()).hasBinaryContent(CODEC_WEIGHTS);
        assertThat(files.stats()).hasBinaryContent(STATS);
    }

    @Test
    void theCacheIsLaidOutAsTheHubsOwnLibraryDoes() throws IOException {
        resolve();

        String weights = Hashes.of(WEIGHTS, true).hex();
        String config = Hashes.of(CONFIG, false).hex();
        String repository = "models--facebook--w2v-bert-2.0/";
        assertThat(FakeHub.tree(cache()))
                .filteredOn(file -> file.startsWith(repository))
                .containsExactlyInAnyOrder(
                        repository + "blobs/" + config,
                        repository + "blobs/" + Hashes.of(PREPROCESSOR, false).hex(),
                        repository + "blobs/" + weights,
                        repository + "refs/main",
                        repository + "snapshots/" + FakeHub.COMMIT + "/config.json",
                        repository + "snapshots/" + FakeHub.COMMIT + "/preprocessor_config.json",
                        repository + "snapshots/" + FakeHub.COMMIT + "/model.safetensors");
        assertThat(cache().resolve(repository + "refs/main")).hasContent(FakeHub.COMMIT);
        Path link = cache().resolve(repository + "snapshots/" + FakeHub.COMMIT + "/model.safetensors");
        assertThat(Files.readSymbolicLink(link)).isEqualTo(Path.of("../../blobs/" + weights));
        Path codec = cache().resolve(
                        "models--amphion--MaskGCT/snapshots/" + FakeHub.COMMIT + "/semantic_codec/model.safetensors");
        assertThat(Files.readSymbolicLink(codec))
                .isEqualTo(Path.of(
                        "../../../blobs/" + Hashes.of(CODEC_WEIGHTS, true).hex()));
    }

    @Test
    void secondUseAsksNobody() {
        Checkpoint first = resolve();
        hub.requests.clear();

        assertThat(resolve()).isEqualTo(first);
        assertThat(hub.requests).isEmpty();
    }

    @Test
    void pullBringsWhatIsNewerAndKeepsTheRest() throws IOException {
        Checkpoint old = resolve();
        hub.commit = "f".repeat(40);
        byte[] newer = PublishedModel.bytes(9, 1000);
        hub.put(W2V_BERT, "model.safetensors", newer, true);
        hub.requests.clear();

        assertThat(resolve()).isEqualTo(old);
        Checkpoint pulled = model.resolver(home, Map.of()).pull(SOURCE);

        assertThat(pulled.w2vBert().resolve("model.safetensors")).hasBinaryContent(newer);
        assertThat(pulled.w2vBert().resolve("config.json")).hasBinaryContent(CONFIG);
        assertThat(old.w2vBert().resolve("model.safetensors")).hasBinaryContent(WEIGHTS);
        assertThat(hub.contentRequests()).hasSize(1);
    }

    @Test
    void offlineAFullCacheIsEnough() {
        Checkpoint first = resolve();
        hub.requests.clear();

        assertThat(resolve("HF_HUB_OFFLINE", "1")).isEqualTo(first);
        assertThat(hub.requests).isEmpty();
    }

    @Test
    void offlineAnEmptyCacheIsAnErrorThatSaysWhatToCopyWhere() {
        assertThatThrownBy(() -> resolve("HF_HUB_OFFLINE", "1"))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("HF_HUB_OFFLINE")
                .hasMessageContaining("w2v-bert-2.0/model.safetensors")
                .hasMessageContaining("/amphion/MaskGCT/resolve/main/semantic_codec/model.safetensors")
                .hasMessageContaining("wav2vec2bert_stats.pt")
                .hasMessageContaining(cache().toString());
        assertThat(hub.requests).isEmpty();
    }

    @Test
    void withoutANetworkTheErrorSaysWhatToCopyWhere() {
        hub.close();

        assertThatThrownBy(this::resolve)
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("no network")
                .hasMessageContaining("127.0.0.1")
                .hasMessageContaining("https.proxyHost")
                .hasMessageContaining("copy these files");
        assertThat(model.pauses).isEmpty();
    }

    @Test
    void aPrivateOrMissingRepositoryIsNamedAndSoIsTheToken() {
        hub.fail(W2V_BERT, "", Faults.status(401, "X-Error-Code", "RepoNotFound"));

        assertThatThrownBy(this::resolve)
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("no repository facebook/w2v-bert-2.0")
                .hasMessageContaining("HF_TOKEN");
        assertThatThrownBy(() -> resolve("HF_TOKEN", "hf_secret"))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("refused its token")
                .hasMessageNotContaining("hf_secret");
        assertThatThrownBy(() -> resolve("HF_TOKEN", "hf_secret", "HF_HUB_DISABLE_IMPLICIT_TOKEN", "1"))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("unset HF_HUB_DISABLE_IMPLICIT_TOKEN");
    }

    @Test
    void aLicenceThatIsNotAgreedToIsShownWithItsPage() {
        hub.fail(W2V_BERT, "", Faults.status(403, "X-Error-Code", "GatedRepo"));

        assertThatThrownBy(() -> resolve("HF_TOKEN", "hf_secret"))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("licence")
                .hasMessageContaining("/facebook/w2v-bert-2.0,")
                .hasMessageContaining("/settings/tokens");
    }

    @Test
    void aMissingRepositoryRevisionOrFileIsNamed() {
        hub.fail(W2V_BERT, "", Faults.status(404, "X-Error-Code", "RepoNotFound"));
        assertThatThrownBy(this::resolve).hasMessageContaining("no repository facebook/w2v-bert-2.0");

        hub.fail(W2V_BERT, "", Faults.status(404, "X-Error-Code", "RevisionNotFound"));
        assertThatThrownBy(() ->
                        model.resolver(home, Map.of()).resolve(ModelSource.hub(new HubRepository(W2V_BERT, "v9"))))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("no revision v9");

        hub.fail(W2V_BERT, "", Faults.status(404, "X-Error-Code", "EntryNotFound"));
        assertThatThrownBy(this::resolve)
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("facebook/w2v-bert-2.0 has no file config.json");
    }

    @Test
    void weightsThatAreNoSafetensorsAreRefused() {
        hub.fail(W2V_BERT, "model.safetensors", Faults.status(404, "X-Error-Code", "EntryNotFound"));

        assertThatThrownBy(this::resolve)
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("not published as safetensors");
    }

    @Test
    void headersThatCouldLeaveTheCacheAreRefused() throws IOException {
        hub.fail(W2V_BERT, "config.json", Faults.status(200, "X-Repo-Commit", "../../x", "ETag", "\"a\""));
        assertThatThrownBy(this::resolve)
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("X-Repo-Commit is not a commit");

        hub.fail(
                W2V_BERT, "config.json", Faults.status(200, "X-Repo-Commit", FakeHub.COMMIT, "ETag", "\"../../../x\""));
        assertThatThrownBy(this::resolve)
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("ETag is not the name of a content");
        assertThat(FakeHub.tree(home)).isEmpty();
    }

    @Test
    void tooLittleRoomIsSaidBeforeAnyDownload() throws IOException {
        model.freeSpace = WEIGHTS.length;

        assertThatThrownBy(this::resolve)
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("too little room")
                .hasMessageContaining("1.0 MB are still to come")
                .hasMessageContaining("700.0 kB free")
                .hasMessageContaining("HF_HUB_CACHE");
        assertThat(hub.contentRequests()).isEmpty();
        assertThat(FakeHub.tree(home)).isEmpty();
    }

    @Test
    void aReplacedPartIsNotFetched() {
        Checkpoint files = model.resolver(home, Map.of())
                .resolve(SOURCE.withCodec(Path.of("my.safetensors")).withStats(Path.of("my.pt")));

        assertThat(files.semanticCodec()).isEqualTo(Path.of("my.safetensors"));
        assertThat(files.stats()).isEqualTo(Path.of("my.pt"));
        assertThat(hub.requests).noneMatch(r -> r.path().contains(CODEC)).noneMatch(r -> r.path()
                .contains("stats"));
    }

    @Test
    void whereThereAreNoLinksTheSnapshotHoldsTheFiles() throws IOException {
        Checkpoint files = resolve("HF_HUB_DISABLE_SYMLINKS", "1");

        assertThat(files.w2vBert().resolve("model.safetensors")).hasBinaryContent(WEIGHTS);
        assertThat(FakeHub.tree(cache()))
                .noneMatch(file -> file.contains("/blobs/"))
                .noneMatch(file -> Files.isSymbolicLink(cache().resolve(file)));
        hub.requests.clear();
        resolve();
        assertThat(hub.requests).isEmpty();
    }

    @Test
    void aCacheThatPythonLaidOutIsUsedAsItIs() throws IOException {
        PythonCache python = new PythonCache(cache());
        python.put(W2V_BERT, "config.json", CONFIG, false);
        python.put(W2V_BERT, "preprocessor_config.json", PREPROCESSOR, false);
        python.put(W2V_BERT, "model.safetensors", WEIGHTS, true);
        python.put(CODEC, "semantic_codec/model.safetensors", CODEC_WEIGHTS, true);

        Checkpoint files = resolve();

        assertThat(files.w2vBert())
                .isEqualTo(cache().resolve("models--facebook--w2v-bert-2.0/snapshots/" + FakeHub.COMMIT));
        assertThat(files.semanticCodec()).hasBinaryContent(CODEC_WEIGHTS);
        // What it lacks is only the statistics, which are not on the hub.
        assertThat(hub.contentRequests())
                .extracting(FakeHub.Request::path)
                .containsExactly("/" + Hashes.of(STATS, true).hex());
    }

    @Test
    void aDownloadThatPythonBrokeOffIsLeftAlone() throws IOException {
        Path foreign = cache().resolve("models--facebook--w2v-bert-2.0/blobs/"
                + Hashes.of(WEIGHTS, true).hex() + ".incomplete");
        Files.createDirectories(foreign.getParent());
        Files.write(foreign, new byte[100]);

        assertThat(resolve().w2vBert().resolve("model.safetensors")).hasBinaryContent(WEIGHTS);
        assertThat(foreign).hasBinaryContent(new byte[100]);
    }
}
