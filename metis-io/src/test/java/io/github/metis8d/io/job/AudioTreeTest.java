package io.github.metis8d.io.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.metis8d.MetisException;
import io.github.metis8d.io.files.FileNames;
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
    void theOrderIsThatOfCodePointsAsInPython() throws IOException {
        for (String name : List.of("\uD83D\uDE00.wav", "\uFF5E.wav", "a.wav")) {
            Files.createFile(FileNames.resolve(root, name));
        }
        assertThat(AudioTree.list(root, WAV).keys()).containsExactly("a.wav", "\uFF5E.wav", "\uD83D\uDE00.wav");
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
    void aLinkThatLeadsNowhereIsToldSinceItMayHaveBeenAFolder() throws IOException {
        touch("a.wav");
        Files.createSymbolicLink(root.resolve("part_003"), root.resolve("not mounted"));
        AudioTree tree = AudioTree.list(root, WAV);
        assertThat(tree.keys()).containsExactly("a.wav");
        assertThat(tree.problems()).singleElement().asString().contains("part_003 leads nowhere");
    }

    @Test
    void aPartOfTheWorkingFolderIsBelowIt() {
        Path here = Path.of(".");
        List<String> java = List.of("AudioTree.java");
        String key = "src/main/java/io/github/metis8d/io/job/AudioTree.java";
        for (String part : List.of("src", "src/", "./src/main/java", "src//main")) {
            assertThat(AudioTree.list(here, part, java).keys()).as(part).containsExactly(key);
        }
        assertThat(AudioTree.list(Path.of(""), "src", java).keys()).containsExactly(key);
        assertThat(AudioTree.list(here, "src", java).file(key)).exists();
        assertThatThrownBy(() -> AudioTree.list(here, "src/../..", java)).hasMessageContaining("not below");
    }

    @Test
    void aPartMayBeNamedByItsWholePath() throws IOException {
        touch("part_003/x.wav");
        assertThat(AudioTree.list(root, root.resolve("part_003").toString(), WAV)
                        .keys())
                .containsExactly("part_003/x.wav");
        assertThatThrownBy(() -> AudioTree.list(root.resolve("part_003"), root.toString(), WAV))
                .hasMessageContaining("not below");
    }

    @Test
    void aFolderAboveALinkIsWhatTheSystemSays() throws IOException {
        touch("elsewhere/deep/d.wav", "elsewhere/x/right.wav", "x/wrong.wav");
        Files.createSymbolicLink(root.resolve("link"), root.resolve("elsewhere/deep"));
        AudioTree tree = AudioTree.list(root.resolve("link/../x"), WAV);
        assertThat(tree.keys()).containsExactly("right.wav");
        assertThat(tree.file("right.wav")).exists();
        assertThat(AudioTree.list(root.resolve("link/.."), "x", WAV).keys()).containsExactly("x/right.wav");
    }

    @Test
    void foldersWithPathsThatTheSystemDoesNotTakeAreTold() throws IOException {
        touch("a.wav");
        String name = "n".repeat(195);
        Path deep = root;
        Path lower = Files.createDirectory(root.resolve("lower"));
        for (int i = 0; i < 11; i++) {
            deep = Files.createDirectories(deep.resolve(name));
            lower = Files.createDirectories(lower.resolve(name));
        }
        Files.createFile(lower.resolve("lost.wav"));
        Files.createFile(deep.resolve("c.wav"));
        Path moved = deep.resolve("lower");
        Files.move(root.resolve("lower"), moved);
        try {
            AudioTree tree = AudioTree.list(root, WAV);
            assertThat(tree.keys()).hasSize(2).noneMatch(key -> key.endsWith("lost.wav"));
            assertThat(tree.problems()).singleElement().asString().contains("what is in it is left out", "bytes");
            assertThat(tree.problems().get(0).length()).isLessThan(1000);
        } finally {
            Files.move(moved, root.resolve("lower")); // Else it could not be deleted.
        }
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
