package io.github.metis8d.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.json.PackageVersion;
import io.github.metis8d.ModelException;
import io.github.metis8d.Precision;
import io.github.metis8d.torch.checkpoint.ModelParts;
import io.github.metis8d.torch.runtime.LibTorch;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models are opened with the oldest Jackson that an application may bring; the build runs this with that one too. */
@Tag("oldest-jackson")
class OldestJacksonTest {
    @TempDir
    Path temp;

    @BeforeEach
    void theVersionIsTheOneMeant() {
        assertThat(PackageVersion.VERSION).hasToString(System.getProperty("metis.test.jackson"));
        LibTorch.load();
    }

    @Test
    void aCheckpointInShardsIsOpened() throws Exception {
        TinyCheckpoint checkpoint = new TinyCheckpoint(temp);
        Files.move(checkpoint.hiddenTensors(), checkpoint.file("w2v-bert-2.0/one.safetensors"));
        Files.writeString(
                checkpoint.file("w2v-bert-2.0/model.safetensors.index.json"),
                "{\"metadata\": {\"x\": NaN}, \"weight_map\": {\"a\": \"./one.safetensors\"}}");
        Golden clip = new Golden("signals", "odd_16079");
        try (TorchBackend backend = TorchBackend.open(
                () -> ModelParts.open(checkpoint.source()), TestDevice.NAME, TestDevice.path(Precision.FP32))) {
            float[] latents = backend.encode(List.of(clip.samples())).get(0).values();
            assertThat(Golden.relativeError(latents, clip.latents())).isLessThan(TestDevice.tolerance(Precision.FP32));
        }
    }

    @Test
    void whatIsNoJsonIsSaidToBeNone() throws Exception {
        TinyCheckpoint checkpoint = new TinyCheckpoint(temp);
        for (String text : List.of("", "[]", "{", "{\"a\": }", "{} {}", "{\"a\": [\u00ff")) {
            Path file = checkpoint.file("w2v-bert-2.0/config.json");
            Files.writeString(file, text, StandardCharsets.ISO_8859_1);
            assertThatThrownBy(() -> ModelParts.open(checkpoint.source()))
                    .isInstanceOf(ModelException.class)
                    .hasMessageContaining(file.toString())
                    .hasMessageContaining("JSON");
        }
    }
}
