package io.github.metis8d.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.metis8d.MetisException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AudioTreeTest {
    private static final List<String> WAV = List.of(".wav");

    @TempDir
    Path root;

    private void touch(String... keys) throws IOException {
        for (String key : keys) {
            Path file = root.resolve(key);
            Files.createDirectories(file.getParent());
            Files.createFile(file);
        }
    }

    @Test
    void theKeysAreRelativeSortedAndOfTheEndingAskedFor() throws IOException {
        touch("part_004/a.wav", "part_003/e8/7b/x.wav", "part_003/e8/b9/y.WAV", "z.wav", "notes.txt", "z.flac", "wav");
        AudioTree tree = AudioTree.list(root, WAV);
        assertThat(tree.keys())
                .containsExactly("part_003/e8/7b/x.wav", "part_003/e8/b9/y.WAV", "part_004/a.wav", "z.wav");
        assertThat(tree.problems()).isEmpty();
        assertThat(tree.file("z.wav")).isEqualTo(root.resolve("z.wav"));
        assertThat(AudioTree.list(root, List.of(".flac", ".txt")).keys()).containsExactly("notes.txt", "z.flac");
    }

    @Test
    void ofAPartTheKeysStillStartWithItsName() throws IOException {
        touch("part_003/e8/x.wav", "part_004/a.wav");
        assertThat(AudioTree.list(root, "part_003", WAV).keys()).containsExactly("part_003/e8/x.wav");
        assertThat(AudioTree.list(root, "part_003/e8", WAV).keys()).containsExactly("part_003/e8/x.wav");
    }

    @Test
    void aPartOutsideOfTheTreeIsRefused() {
        assertThatThrownBy(() -> AudioTree.list(root, "../..", WAV))
                .isInstanceOf(MetisException.class)
                .hasMessageContaining("not below");
    }

    @Test
    void linksAreFollowedAndLoopsSurvived() throws IOException {
        touch("a/b/x.wav");
        Files.createSymbolicLink(root.resolve("a/b/up"), root.resolve("a"));
        Files.createSymbolicLink(root.resolve("a/b/self"), root.resolve("a/b"));
        Files.createSymbolicLink(root.resolve("again"), root.resolve("a/b"));
        Files.createSymbolicLink(root.resolve("linked.wav"), root.resolve("a/b/x.wav"));
        AudioTree tree = AudioTree.list(root, WAV);
        assertThat(tree.keys()).contains("a/b/x.wav", "again/x.wav", "linked.wav");
        assertThat(tree.problems()).isNotEmpty().allSatisfy(p -> assertThat(p).contains("leads back"));
    }

    @Test
    void aBrokenLinkIsListedSoThatItsFailureIsReported() throws IOException {
        Files.createSymbolicLink(root.resolve("gone.wav"), root.resolve("nowhere.wav"));
        assertThat(AudioTree.list(root, WAV).keys()).containsExactly("gone.wav");
    }

    @Test
    void aMissingFolderIsNamed() {
        assertThatThrownBy(() -> AudioTree.list(root.resolve("none"), WAV))
                .isInstanceOf(MetisException.class)
                .hasMessageContaining(root.resolve("none").toString());
        assertThatThrownBy(() -> AudioTree.list(root, "part_009", WAV))
                .isInstanceOf(MetisException.class)
                .hasMessageContaining("part_009");
    }
}
