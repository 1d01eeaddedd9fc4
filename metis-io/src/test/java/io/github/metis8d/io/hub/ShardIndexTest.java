package io.github.metis8d.io.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.metis8d.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("oldest-jackson")
class ShardIndexTest {
    @TempDir
    Path temp;

    private Path index(String json) throws IOException {
        return Files.writeString(temp.resolve("model.safetensors.index.json"), json);
    }

    @ParameterizedTest
    @CsvSource({
        "a.safetensors, a.safetensors",
        "./a.safetensors, a.safetensors",
        "sub/a.safetensors, sub/a.safetensors",
        "./sub//./a.safetensors, sub/a.safetensors"
    })
    void shardsMayLieBelowTheIndex(String written, String meant) throws IOException {
        Path index = index("{\"metadata\": {\"loss\": NaN}, \"weight_map\": {\"x\": \"" + written + "\"}}");
        assertThat(ShardIndex.shards(index)).containsExactly(meant);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../a.safetensors",
                "sub/../../a.safetensors",
                "/a.safetensors",
                "//a.safetensors",
                "a\\\\b.safetensors",
                "C:a.safetensors",
                "a\\u0000.safetensors",
                "a\\u001b[2J.safetensors",
                "a.bin",
                ""
            })
    void shardsElsewhereAreRefused(String written) throws IOException {
        Path index = index("{\"weight_map\": {\"x\": \"" + written + "\"}}");
        assertThatThrownBy(() -> ShardIndex.shards(index))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(index.toString())
                .hasMessageNotContaining("\u001b");
    }

    @Test
    void whatIsNoIndexIsSaidToBeNone() throws IOException {
        for (String json : new String[] {"", "[]", "{", "{}", "{\"weight_map\": 3}", "\u00ff"}) {
            Path index = index(json);
            assertThatThrownBy(() -> ShardIndex.shards(index))
                    .isInstanceOf(ModelException.class)
                    .hasMessageContaining(index.toString());
        }
    }
}
