package io.github.metis8d.io.hub;

import static io.github.metis8d.io.hub.PublishedModel.SOURCE;
import static io.github.metis8d.io.hub.PublishedModel.STATS;
import static io.github.metis8d.io.hub.PublishedModel.STATS_COPY;
import static io.github.metis8d.io.hub.PublishedModel.WEIGHTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.metis8d.ModelException;
import io.github.metis8d.ModelSource.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The one file of a model that is not in the model's own repositories. */
class StatisticsFetchTest {
    private final FakeHub hub = new FakeHub();
    private final PublishedModel model = new PublishedModel(hub);

    @TempDir
    private Path home;

    @AfterEach
    void closeHub() {
        hub.close();
    }

    private Checkpoint fetch(String... environment) {
        return model.resolver(home, environment.length == 0 ? Map.of() : Map.of(environment[0], environment[1]))
                .resolve(SOURCE);
    }

    private Path weights() {
        return home.resolve(".cache/huggingface/hub/models--facebook--w2v-bert-2.0/snapshots/" + FakeHub.COMMIT
                + "/model.safetensors");
    }

    @Test
    void theHubHasACopySoThatNoOtherHostNeedBeReached() {
        assertThat(fetch().stats()).hasBinaryContent(STATS);
        assertThat(hub.requests).noneMatch(r -> r.path().equals("/stats.pt"));
    }

    @Test
    void whereTheHubHasNoneTheirOriginIsAsked() {
        hub.remove(STATS_COPY, "wav2vec2bert_stats.pt");
        hub.putElsewhere("stats.pt", STATS);

        assertThat(fetch().stats()).hasBinaryContent(STATS);
    }

    @Test
    void anotherFileOfThatNameIsNotTaken() {
        hub.put(STATS_COPY, "wav2vec2bert_stats.pt", PublishedModel.bytes(8, 9_000), true);
        hub.putElsewhere("stats.pt", STATS);

        assertThat(fetch().stats()).hasBinaryContent(STATS);
    }

    @Test
    void whenNobodyGivesThemAllElseIsHereAndTheRemediesAreNamed() throws IOException {
        hub.fail(STATS_COPY, "", Faults.status(401, "X-Error-Code", "RepoNotFound"));

        assertThatThrownBy(this::fetch)
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("wav2vec2bert_stats.pt cannot be fetched; all else that the model needs is here")
                .hasMessageContaining(STATS_COPY + "/resolve/main/wav2vec2bert_stats.pt: 127.0.0.1 answered 401")
                .hasMessageContaining("/stats.pt: localhost answered 404")
                .hasMessageContaining("--stats FILE")
                .hasMessageContaining("METIS_STATS_URL")
                .hasMessageContaining(
                        home.resolve(".cache/huggingface/assets/metis8d/amphion/default/wav2vec2bert_stats.pt")
                                .toString())
                .hasMessageNotContaining("HF_ENDPOINT");
        assertThat(weights()).hasBinaryContent(WEIGHTS);
        assertThat(model.pauses).isEmpty();
        assertThat(model.resolver(home, Map.of())
                        .resolve(SOURCE.withStats(Path.of("my.pt")))
                        .stats())
                .isEqualTo(Path.of("my.pt"));
    }

    @Test
    void aHostThatIsNotReachedIsNamedAndNotAskedAgain() {
        String closed = "http://127.0.0.1:1/stats.pt"; // a port that needs a privilege, and nobody has

        assertThatThrownBy(() -> fetch("METIS_STATS_URL", closed))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(closed + ": 127.0.0.1 cannot be reached")
                .hasMessageContaining("--stats FILE");
        assertThat(weights()).hasBinaryContent(WEIGHTS);
        assertThat(model.pauses).isEmpty();
    }

    @Test
    void aMirrorOfThemIsAskedAloneAndOnlyForThem() {
        String mirror = hub.putElsewhere("mirrored.pt", STATS).toString();

        assertThat(fetch("METIS_STATS_URL", mirror).stats()).hasBinaryContent(STATS);
        assertThat(hub.requests).noneMatch(r -> r.path().contains(STATS_COPY));
    }

    @Test
    void aMirrorThatGivesSomethingElseIsToldSo() {
        String mirror = hub.putElsewhere("mirrored.pt", new byte[9_000]).toString();

        assertThatThrownBy(() -> fetch("METIS_STATS_URL", mirror))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(mirror + ": this is another file, or damaged")
                .hasMessageContaining(Hashes.of(STATS, true).hex());
    }

    /** The device answers every write as a full disk does. */
    @Test
    void aFullDiskIsNotTakenForAFaultOfTheServer() throws IOException {
        Path full = Path.of("/dev/full");
        assumeThat(full).exists();
        Path folder = Files.createDirectories(home.resolve(".cache/huggingface/assets/metis8d/amphion/default"));
        Files.createSymbolicLink(folder.resolve("wav2vec2bert_stats.pt.incomplete"), full);
        hub.fail(STATS_COPY, "wav2vec2bert_stats.pt", (exchange, content) -> {
            model.freeSpace = 4096;
            FakeHub.serveRange(exchange, content);
        });

        assertThatThrownBy(this::fetch)
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("cannot be written to the cache: " + folder)
                .hasMessageContaining("make room on the disk");
        Files.delete(
                folder.resolve("wav2vec2bert_stats.pt.incomplete")); // JUnit warns of links that lead out of its folder
    }

    @Test
    void whoeverHasAllElseAsksForNothingElse() throws IOException {
        Files.delete(fetch().stats());
        hub.requests.clear();

        assertThat(fetch().stats()).hasBinaryContent(STATS);
        assertThat(hub.requests)
                .filteredOn(r -> r.host().equals("hub"))
                .hasSize(1)
                .allMatch(r -> r.path().contains(STATS_COPY));
    }
}
