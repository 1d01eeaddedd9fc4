package io.github.metis8d.io.hub;

import static io.github.metis8d.io.hub.PublishedModel.SOURCE;
import static io.github.metis8d.io.hub.PublishedModel.WEIGHTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.metis8d.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A download of which a part is here, and a server that does not send the rest. */
class StuckDownloadTest {
    private static final int HAVE = 300_000;
    private static final Optional<String> REST = Optional.of("bytes=" + HAVE + "-");

    private final FakeHub hub = new FakeHub();
    private final PublishedModel model = new PublishedModel(hub);

    @TempDir
    private Path home;

    private Path partial;

    @BeforeEach
    void leaveAPart() throws IOException {
        partial = home.resolve(".cache/huggingface/hub/models--facebook--w2v-bert-2.0/blobs/"
                + Hashes.of(WEIGHTS, true).hex() + ".metis.incomplete");
        Files.createDirectories(partial.getParent());
        Files.write(partial, Arrays.copyOf(WEIGHTS, HAVE));
    }

    @AfterEach
    void closeHub() {
        hub.close();
    }

    private void fetch() {
        assertThat(model.resolver(home, Map.of()).resolve(SOURCE).w2vBert().resolve("model.safetensors"))
                .hasBinaryContent(WEIGHTS);
        assertThat(partial).doesNotExist();
    }

    /** What was asked of the weights, and not of the other large files. */
    private List<Optional<String>> ranges() {
        String path = "/" + Hashes.of(WEIGHTS, true).hex();
        return hub.contentRequests().stream()
                .filter(r -> r.path().equals(path))
                .map(FakeHub.Request::range)
                .toList();
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.of("a range inside the file", Faults.status(416, "Content-Range", "bytes */700000")),
                Arguments.of("a range, without a reason", Faults.status(416)),
                Arguments.of("another offset", Faults.partFrom(100_000)),
                Arguments.of("a later offset", Faults.partFrom(400_000)),
                Arguments.of("no Content-Range", (FakeHub.Fault)
                        (exchange, content) -> FakeHub.sendAsIs(exchange, 206, content, HAVE, content.length - HAVE)),
                Arguments.of("a part of another file", (FakeHub.Fault) (exchange, content) -> {
                    exchange.getResponseHeaders().set("Content-Range", "bytes 300000-699999/800000");
                    FakeHub.sendAsIs(exchange, 206, content, HAVE, content.length - HAVE);
                }),
                Arguments.of("a part that is called the whole", (FakeHub.Fault)
                        (exchange, content) -> FakeHub.sendAsIs(exchange, 200, content, HAVE, content.length - HAVE)),
                Arguments.of("an address that ran out", Faults.status(403)),
                Arguments.of("an address that is gone", Faults.status(410)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void aRefusalThatPassesCostsNothingThatIsHere(String what, FakeHub.Fault refusal) {
        hub.failContent(refusal);

        fetch();

        assertThat(ranges()).containsExactly(REST, REST);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void aRefusalThatLastsIsAnsweredByAskingForTheWhole(String what, FakeHub.Fault refusal) {
        hub.failContent(refusal);
        hub.failContent(refusal);

        fetch();

        assertThat(ranges()).containsExactly(REST, REST, Optional.empty());
    }

    /** Each time the hub itself is asked again, which signs another address. */
    @Test
    void anAddressThatRanOutIsNotUsedAgain() {
        hub.failContent(Faults.status(403));

        fetch();

        assertThat(hub.requests)
                .filteredOn(r -> r.method().equals("GET")
                        && r.path().endsWith("/resolve/" + FakeHub.COMMIT + "/model.safetensors")
                        && r.path().contains("w2v-bert"))
                .hasSize(2);
    }

    @Test
    void aServerThatAlwaysRefusesIsGivenUpOnAndTheSameCommandGoesOnLater() {
        for (int i = 0; i < 6; i++) {
            hub.failContent(Faults.status(403));
        }

        assertThatThrownBy(this::fetch)
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("localhost answered 403")
                .hasMessageContaining("to which 127.0.0.1 had pointed");
        fetch();
    }

    /** It would go on for ever if the bytes that were here before counted as progress each time. */
    @Test
    void aServerThatCannotResumeAndAlwaysBreaksIsGivenUpOn() {
        for (int i = 0; i < 20; i++) {
            hub.failContent(Faults.status(416));
            hub.failContent(Faults.status(416));
            hub.failContent(Faults.cutAfter(200_000));
        }

        assertThatThrownBy(this::fetch).isInstanceOf(ModelException.class);
        assertThat(ranges()).hasSizeLessThan(20);
    }

    @Test
    void whatAnotherUserLeftInASharedCacheIsTakenOver() throws IOException {
        Files.setPosixFilePermissions(partial, java.nio.file.attribute.PosixFilePermissions.fromString("r--r--r--"));
        assumeThat(Files.isWritable(partial)).as("root writes every file").isFalse();

        fetch();

        assertThat(ranges()).containsExactly(REST);
    }

    /** The device answers every write as a full disk does. */
    @Test
    void aFullDiskIsSaidToBeFullWhateverTheSystemCallsIt() throws IOException {
        Path full = Path.of("/dev/full");
        assumeThat(full).exists();
        Files.delete(partial);
        Files.createSymbolicLink(partial, full);
        hub.failContent((exchange, content) -> {
            model.freeSpace = 4096;
            FakeHub.serveRange(exchange, content);
        });

        assertThatThrownBy(this::fetch)
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("the model cannot be written to the cache: " + partial)
                .hasMessageContaining("make room on the disk, or name another folder in HF_HOME or HF_HUB_CACHE");
        Files.delete(partial); // JUnit warns of links that lead out of its folder
        assertThat(model.pauses).isEmpty();
    }
}
