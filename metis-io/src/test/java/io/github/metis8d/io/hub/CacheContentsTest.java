package io.github.metis8d.io.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cache that other programs and other users write to as well. */
class CacheContentsTest {
    private static final String OURS = "facebook/w2v-bert-2.0";
    private static final byte[] CONFIG = PublishedModel.CONFIG;

    @TempDir
    private Path home;

    private Path cache;
    private PythonCache python;

    @BeforeEach
    void fillTheCache() throws IOException {
        cache = home.resolve("hub");
        python = new PythonCache(cache);
        python.put(OURS, "config.json", CONFIG, false);
    }

    private CacheContents contents() throws IOException {
        return CacheContents.of(HubSettings.from(Map.of("HF_HUB_CACHE", cache.toString())::get, home));
    }

    private void assertOursIsListed(CacheContents contents) {
        assertThat(contents.repositories())
                .extracting(found -> found.repository().name(), CachedRepository::revisions)
                .contains(Tuple.tuple(OURS, List.of("main")));
    }

    @Test
    void aForeignConfigurationMayBeInAnyEncoding() throws IOException {
        python.put(
                "someone/else", "config.json", "{\"author\": \"René\"}".getBytes(StandardCharsets.ISO_8859_1), false);
        python.put(
                "someone/tuned",
                "config.json",
                "{\"author\": \"René\", \"model_type\": \"wav2vec2-bert\"}".getBytes(StandardCharsets.ISO_8859_1),
                false);

        CacheContents contents = contents();

        assertOursIsListed(contents);
        assertThat(contents.repositories())
                .extracting(found -> found.repository().name())
                .containsExactly(OURS, "someone/tuned");
        assertThat(contents.problems()).isEmpty();
    }

    @Test
    void aForeignBranchFileMayHoldAnything() throws IOException {
        Files.write(
                cache.resolve("models--facebook--w2v-bert-2.0/refs/torn"), new byte[] {(byte) 0xff, 0, (byte) 0xfe});

        assertOursIsListed(contents());
    }

    @Test
    void aFolderThatCannotBeReadIsAProblemOfItsOwn() throws IOException {
        python.put("another/one", "config.json", CONFIG, false);
        Path closed = cache.resolve("models--another--one/snapshots");
        Files.setPosixFilePermissions(closed, Set.of());
        assumeThat(Files.isReadable(closed)).as("root reads every folder").isFalse();

        CacheContents contents = contents();
        Files.setPosixFilePermissions(closed, java.nio.file.attribute.PosixFilePermissions.fromString("rwx------"));

        assertOursIsListed(contents);
        assertThat(contents.problems())
                .containsExactly(closed.getParent() + " cannot be looked into: " + closed + ": permission denied");
    }

    @Test
    void aFolderDeepInsideThatCannotBeReadIsAProblemOfItsOwn() throws IOException {
        python.put("another/one", "config.json", CONFIG, false);
        python.put("another/one", "deep/inside.json", CONFIG, false);
        Path closed = cache.resolve("models--another--one/snapshots/" + FakeHub.COMMIT + "/deep");
        Files.setPosixFilePermissions(closed, Set.of());
        assumeThat(Files.isReadable(closed)).as("root reads every folder").isFalse();

        CacheContents contents = contents();
        Files.setPosixFilePermissions(closed, java.nio.file.attribute.PosixFilePermissions.fromString("rwx------"));

        assertOursIsListed(contents);
        assertThat(contents.problems()).hasSize(1).first().asString().contains("permission denied");
    }
}
