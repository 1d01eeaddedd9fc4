package io.github.metis8d.io.hub;

import static io.github.metis8d.io.hub.PublishedModel.SOURCE;
import static io.github.metis8d.io.hub.PublishedModel.W2V_BERT;
import static io.github.metis8d.io.hub.PublishedModel.WEIGHTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.metis8d.ModelException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can happen to a large file on its way. */
class DownloadTest {
    private static final String HASH = Hashes.of(WEIGHTS, true).hex();

    private final FakeHub hub = new FakeHub();
    private final PublishedModel model = new PublishedModel(hub);

    @TempDir
    private Path home;

    private Path blobs;

    /** Brings the rest of the checkpoint here, so that only the weights are fetched under the fault of the test. */
    @BeforeEach
    void fetchTheRest() throws IOException {
        Path snapshot = model.resolver(home, Map.of()).resolve(SOURCE).w2vBert();
        blobs = snapshot.resolve("../../blobs").normalize();
        Files.delete(snapshot.resolve("model.safetensors"));
        Files.delete(blobs.resolve(HASH));
        hub.requests.clear();
        model.told.clear();
    }

    @AfterEach
    void closeHub() {
        hub.close();
    }

    private void fetch() {
        Path weights = model.resolver(home, Map.of()).resolve(SOURCE).w2vBert().resolve("model.safetensors");
        assertThat(weights).hasBinaryContent(WEIGHTS);
        assertThat(blobs.resolve(HASH + ".metis.incomplete")).doesNotExist();
    }

    private List<Optional<String>> ranges() {
        return hub.contentRequests().stream().map(FakeHub.Request::range).toList();
    }

    /** Breaks the connection once the bytes are in the file: it may cost those that are still on their way. */
    private FakeHub.Fault cutAfter(int bytes) {
        return (exchange, content) -> {
            Faults.cutAfter(bytes).answer(exchange, content);
            File arriving = blobs.resolve(HASH + ".metis.incomplete").toFile();
            long end = FakeHub.from(exchange) + bytes;
            // The hub interrupts its threads when it is closed.
            while (arriving.length() < end && !Thread.currentThread().isInterrupted()) {
                Thread.onSpinWait();
            }
        };
    }

    @Test
    void aConnectionThatBreaksIsTakenUpWhereItBroke() {
        hub.failContent(cutAfter(400_000));
        hub.failContent(cutAfter(100_000));

        fetch();

        assertThat(ranges())
                .containsExactly(Optional.empty(), Optional.of("bytes=400000-"), Optional.of("bytes=500000-"));
        // Both attempts brought something, so the pause did not grow.
        assertThat(model.pauses).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(1));
    }

    @Test
    void aProcessThatDiesLeavesWhatTheNextOneResumes() throws IOException {
        Files.write(blobs.resolve(HASH + ".metis.incomplete"), Arrays.copyOf(WEIGHTS, 300_000));

        fetch();

        assertThat(ranges()).containsExactly(Optional.of("bytes=300000-"));
        assertThat(model.told).contains("started facebook/w2v-bert-2.0/model.safetensors 300000/700000");
    }

    @Test
    void aServerThatKnowsNoRangesSendsItAllAgain() throws IOException {
        Files.write(blobs.resolve(HASH + ".metis.incomplete"), new byte[300_000]);
        hub.failContent(Faults.instead(WEIGHTS));

        fetch();
    }

    @Test
    void wrongBytesOfAnEarlierRunAreFetchedAnew() throws IOException {
        Files.write(blobs.resolve(HASH + ".metis.incomplete"), new byte[300_000]);

        fetch();

        assertThat(ranges()).containsExactly(Optional.of("bytes=300000-"), Optional.empty());
    }

    @Test
    void moreBytesThanTheFileHasAreThrownAway() throws IOException {
        Files.write(blobs.resolve(HASH + ".metis.incomplete"), new byte[800_000]);

        fetch();

        assertThat(ranges()).containsExactly(Optional.empty());
    }

    @Test
    void aCorruptedByteIsNoticedAndTheFileGetsNoName() throws IOException {
        byte[] corrupted = WEIGHTS.clone();
        corrupted[345_678] ^= 1;
        hub.failContent(Faults.instead(corrupted));

        assertThatThrownBy(this::fetch)
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("model.safetensors arrived damaged")
                .hasMessageContaining(HASH);
        assertThat(FakeHub.tree(blobs)).noneMatch(name -> name.startsWith(HASH));
        fetch();
    }

    @Test
    void aSmallFileIsCheckedByItsHashInGit() throws IOException {
        Path cache = home.resolve("other");
        hub.fail(W2V_BERT, "preprocessor_config.json", (exchange, content) -> {
            exchange.getResponseHeaders()
                    .set("ETag", "\"" + Hashes.of(content, false).hex() + "\"");
            byte[] sent = content.clone();
            sent[3] ^= 1;
            FakeHub.serveRange(exchange, exchange.getRequestMethod().equals("HEAD") ? content : sent);
        });

        assertThatThrownBy(() -> model.resolver(home, Map.of("HF_HOME", cache.toString()))
                        .resolve(SOURCE))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("preprocessor_config.json arrived damaged")
                .hasMessageContaining("its SHA-1");
        assertThat(FakeHub.tree(cache)).noneMatch(file -> file.endsWith("preprocessor_config.json"));
    }

    @Test
    void aFileOfTheWrongLengthIsRefused() throws IOException {
        hub.failContent(Faults.instead(new byte[699_999]));
        assertThatThrownBy(this::fetch)
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("wrong length: 699999")
                .hasMessageContaining("700000");

        hub.failContent((exchange, content) -> {
            exchange.sendResponseHeaders(200, 0); // in chunks, without a length
            exchange.getResponseBody().write(WEIGHTS);
            exchange.getResponseBody().write(1);
        });
        assertThatThrownBy(this::fetch).isInstanceOf(ModelException.class).hasMessageContaining("wrong length");
        assertThat(FakeHub.tree(blobs)).doesNotContain(HASH);
    }

    @Test
    void tooManyRequestsMeansWaitingAsLongAsTheServerSays() {
        hub.failContent(Faults.status(429, "Retry-After", "17"));
        hub.failContent(Faults.status(503));
        hub.failContent(Faults.status(429));

        fetch();

        // As long as the server says, and something that chance adds.
        assertThat(model.pauses)
                .containsExactly(Duration.ofMillis(18_562), Duration.ofSeconds(2), Duration.ofSeconds(4));
        assertThat(model.told).anyMatch(line -> line.contains("429 (too many requests)"));
    }

    @Test
    void aServerThatOnlyFailsIsGivenUpOnAfterSixAttempts() {
        for (int i = 0; i < 6; i++) {
            hub.failContent(Faults.status(500));
        }

        assertThatThrownBy(this::fetch)
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("answered 500")
                .hasMessageContaining("What has come is kept");
        assertThat(model.pauses)
                .containsExactly(
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(4),
                        Duration.ofSeconds(8),
                        Duration.ofSeconds(16));
        fetch();
    }

    @Test
    void aServerThatWantsAnHourIsNotWaitedFor() {
        hub.failContent(Faults.status(429, "Retry-After", "3600"));

        assertThatThrownBy(this::fetch)
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("429")
                .hasMessageContaining("asks to be left alone for 60 min")
                .hasMessageContaining("What has come is kept: give the same command again then");
        assertThat(model.pauses).isEmpty();
        fetch();
    }

    @Test
    void aServerThatFallsSilentIsAskedAgain() {
        model.stall = Duration.ofSeconds(1);
        CountDownLatch end = new CountDownLatch(1);
        hub.failContent((exchange, content) -> {
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content, 0, 250_000);
            exchange.getResponseBody().flush();
            await(end);
        });

        try {
            fetch();
        } finally {
            end.countDown();
        }

        assertThat(model.told).anyMatch(line -> line.contains("went silent"));
        assertThat(ranges()).containsExactly(Optional.empty(), Optional.of("bytes=250000-"));
    }

    @Test
    void theTokenGoesToTheHubAndNotToWhereItRedirects() {
        model.resolver(home, Map.of("HF_TOKEN", "hf_secret")).resolve(SOURCE);

        assertThat(hub.requests)
                .filteredOn(r -> r.host().equals("hub"))
                .isNotEmpty()
                .allMatch(r -> r.token().equals(Optional.of("Bearer hf_secret")));
        assertThat(hub.contentRequests()).hasSize(1).allMatch(r -> r.token().isEmpty());
    }

    @Test
    void redirectsWithoutEndAreAnError() {
        hub.fail(W2V_BERT, "config.json", (exchange, content) -> {
            exchange.getResponseHeaders()
                    .set("Location", exchange.getRequestURI().toString());
            exchange.sendResponseHeaders(307, -1);
        });

        assertThatThrownBy(this::fetch).isInstanceOf(ModelException.class).hasMessageContaining("redirects");
    }

    @Test
    void aSmallFileMayLieBehindARedirectOnTheHubItself() throws IOException {
        Path cache = home.resolve("other");
        hub.fail(W2V_BERT, "config.json", (exchange, content) -> {
            exchange.getResponseHeaders().set("Location", "/api/resolve-cache/resolve/main/copy.json");
            exchange.sendResponseHeaders(307, -1);
        });
        hub.put("api/resolve-cache", "copy.json", PublishedModel.CONFIG, false);

        Path folder = model.resolver(home, Map.of("HF_HOME", cache.toString()))
                .resolve(SOURCE)
                .w2vBert();

        assertThat(folder.resolve("config.json")).hasBinaryContent(PublishedModel.CONFIG);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
