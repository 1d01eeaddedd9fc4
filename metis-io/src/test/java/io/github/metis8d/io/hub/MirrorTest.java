package io.github.metis8d.io.hub;

import static io.github.metis8d.io.hub.PublishedModel.CONFIG;
import static io.github.metis8d.io.hub.PublishedModel.SOURCE;
import static io.github.metis8d.io.hub.PublishedModel.W2V_BERT;
import static io.github.metis8d.io.hub.PublishedModel.WEIGHTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.metis8d.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Mirrors and proxies that do not answer as the hub does, but with which Python gets on. */
class MirrorTest {
    private final FakeHub hub = new FakeHub();
    private final PublishedModel model = new PublishedModel(hub);

    @TempDir
    private Path home;

    @AfterEach
    void closeHub() {
        hub.close();
    }

    /** Fetches all, and gives the folder of w2v-BERT. */
    private Path fetch() {
        Path folder = model.resolver(home, Map.of()).resolve(SOURCE).w2vBert();
        assertThat(folder.resolve("config.json")).hasBinaryContent(CONFIG);
        assertThat(folder.resolve("model.safetensors")).hasBinaryContent(WEIGHTS);
        return folder;
    }

    private static String hash(String algorithm, byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Gives config.json another ETag than git's SHA-1. */
    private void etag(String etag) {
        hub.passThrough((exchange, answer) -> {
            if (exchange.getRequestURI().getPath().endsWith("/config.json")) {
                answer.set("ETag", etag);
            }
        });
    }

    private static Path blob(Path folder) throws IOException {
        return Files.readSymbolicLink(folder.resolve("config.json")).getFileName();
    }

    /** huggingface_hub #2362. */
    @Test
    void aHeadWithoutALengthIsEnough() {
        hub.passThrough((exchange, answer) -> {
            if (exchange.getRequestMethod().equals("HEAD")) {
                answer.remove("Content-Length");
            }
        });

        fetch();
    }

    @Test
    void theLengthMayBeUnknownToTheEnd() {
        hub.passThrough((exchange, answer) -> {
            answer.remove("Content-Length");
            answer.remove("X-Linked-Size");
        });

        fetch();
    }

    @Test
    void aFileOfUnknownLengthThatIsHereWholeIsNotAskedForBeyondItsEnd() throws IOException {
        hub.passThrough((exchange, answer) -> answer.remove("X-Linked-Size"));
        hub.failContent(Faults.status(416, "Content-Range", "bytes */" + WEIGHTS.length));
        Path blobs = home.resolve(".cache/huggingface/hub/models--facebook--w2v-bert-2.0/blobs");
        Files.createDirectories(blobs);
        Files.write(blobs.resolve(Hashes.of(WEIGHTS, true).hex() + ".metis.incomplete"), WEIGHTS);

        fetch();

        assertThat(model.pauses).isEmpty();
    }

    @Test
    void anMd5IsAHashToo() throws IOException {
        String md5 = hash("MD5", CONFIG);
        etag("\"" + md5 + "\"");

        assertThat(blob(fetch())).hasToString(md5);
    }

    @Test
    void theSha1OfTheContentIsNotTakenForThatOfGit() throws IOException {
        String sha1 = hash("SHA-1", CONFIG);
        etag("\"" + sha1 + "\"");

        assertThat(blob(fetch())).hasToString(sha1);
    }

    @Test
    void upperCaseIsTheSameHash() throws IOException {
        String git = Hashes.of(CONFIG, false).hex().toUpperCase(Locale.ROOT);
        etag("\"" + git + "\"");

        assertThat(blob(fetch())).hasToString(git);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"d41d8cd98f00b204e9800998ecf8427e-3\"", "W/\"5f3e-1a2b\"", "\"686897696a7c876b7e\""})
    void whatIsNoHashIsTakenAtItsWord(String etag) {
        etag(etag);

        fetch();
    }

    @ParameterizedTest
    @ValueSource(strings = {"MD5", "SHA-1", "SHA-256"})
    void aContentThatIsNotThatOfItsHashIsFoundOut(String algorithm) {
        byte[] other = CONFIG.clone();
        other[0] ^= 1;
        etag("\"" + hash(algorithm, other) + "\"");

        assertThatThrownBy(this::fetch)
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("config.json arrived damaged");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"%s-gzip\"", "W/\"%s\"", "\"%s--gzip\"", "\"%s\""})
    void aBodyThatIsCompressedUnaskedIsUnpacked(String etag) {
        hub.fail(
                W2V_BERT,
                "config.json",
                Faults.compressed(etag.formatted(Hashes.of(CONFIG, false).hex())));

        fetch();
    }

    @Test
    void aLargeFileMayComeCompressedToo() throws IOException {
        Path blobs = home.resolve(".cache/huggingface/hub/models--facebook--w2v-bert-2.0/blobs");
        Files.createDirectories(blobs);
        Files.write(
                blobs.resolve(Hashes.of(WEIGHTS, true).hex() + ".metis.incomplete"), Arrays.copyOf(WEIGHTS, 300_000));
        hub.failContent(Faults.compressed("\"x\""));

        fetch();
    }

    @Test
    void aCompressionThatIsNotKnownHereIsNamed() {
        hub.fail(W2V_BERT, "config.json", (exchange, content) -> {
            exchange.getResponseHeaders().set("ETag", "\"5f3e-1a2b\"");
            exchange.getResponseHeaders().set("Content-Encoding", "br");
            FakeHub.sendAsIs(exchange, 200, content, 0, content.length);
        });

        assertThatThrownBy(this::fetch)
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("127.0.0.1 sends the content compressed (\"br\")");
    }

    @ParameterizedTest
    @ValueSource(strings = {"&policy=a|b", "&name=\"model.safetensors\"", "&name=a b", "&x={y}^`z\\"})
    void aRedirectMayBeWrittenAsNoStandardAllows(String loose) {
        hub.passThrough((exchange, answer) ->
                answer.computeIfPresent("Location", (name, values) -> java.util.List.of(values.get(0) + loose)));

        fetch();
    }

    /** A mirror that knows only the plain headers, and sends to another host for the content. */
    @Test
    void aRedirectElsewhereMayHaveThePlainHeadersOnly() {
        hub.passThrough((exchange, answer) -> {
            if (answer.containsKey("X-Linked-Etag")) {
                answer.put("ETag", answer.remove("X-Linked-Etag"));
                answer.remove("X-Linked-Size");
            }
        });

        fetch();
    }
}
