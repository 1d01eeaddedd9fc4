package io.github.metis8d;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelSourceTest {
    @Test
    void pretrainedIsThePublishedW2vBert() {
        assertThat(ModelSource.parse("pretrained"))
                .isEqualTo(ModelSource.hub(new HubRepository("facebook/w2v-bert-2.0", "main")));
    }

    @Test
    void aRepositoryOnTheHubIsNamedWithOrWithoutItsRevision() {
        assertThat(ModelSource.parse("hf:owner/some.Repo-1_x"))
                .isEqualTo(ModelSource.hub(new HubRepository("owner/some.Repo-1_x", "main")));
        assertThat(ModelSource.parse("hf:owner/repo@refs/pr/1"))
                .isEqualTo(ModelSource.hub(new HubRepository("owner/repo", "refs/pr/1")));
    }

    @Test
    void anyOtherTextIsAFolder() {
        assertThat(ModelSource.parse("some/folder")).isEqualTo(ModelSource.directory(Path.of("some/folder")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "repo",
                "a/b/c",
                "../../etc",
                "a/..",
                "./b",
                "a--b/c",
                "a/b.git",
                "a/b\\c",
                "a/b@",
                "a/b@..",
                "a/b@/etc",
                "a/b@x/../y",
                "a/b@x//y",
                "a/b@.x",
                "a/b@x y",
                "a/b@x%2e",
                "ä/b",
                "a/b\n",
                "-a/b",
                "a/b-"
            })
    void aNameThatCouldLeaveTheCacheIsRefused(String name) {
        assertThatThrownBy(() -> ModelSource.parse("hf:" + name)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void eachPartOfACheckpointCanBeReplaced() {
        Path other = Path.of("other");
        assertThat(ModelSource.pretrained().withCodec(other).semanticCodec()).contains(other);
        assertThat(ModelSource.pretrained().withStats(other).stats()).contains(other);
        assertThat(ModelSource.pretrained().withConfig(other).config()).contains(other);
        ModelSource.Checkpoint folder = ModelSource.directory(Path.of("folder"));
        assertThat(folder.withCodec(other).semanticCodec()).isEqualTo(other);
        assertThat(folder.withStats(other).stats()).isEqualTo(other);
        assertThatThrownBy(() -> ModelSource.tinyRandom().withStats(other))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no parts to replace");
    }

    @Test
    void withoutMetisIoTheErrorNamesTheArtifactThatFetches() {
        assertThatThrownBy(() -> Metis8dEncoder.builder()
                        .model(ModelSource.pretrained())
                        .backend(new FakeBackend())
                        .build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("hf:facebook/w2v-bert-2.0")
                .hasMessageContaining("io.github.metis8d:metis-io");
    }
}
