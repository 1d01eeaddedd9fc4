package io.github.metis8d.torch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.metis8d.Latents;
import io.github.metis8d.ModelSource.Checkpoint;
import io.github.metis8d.Precision;
import io.github.metis8d.torch.checkpoint.ModelParts;
import io.github.metis8d.torch.model.LibTorchOperations;
import io.github.metis8d.torch.runtime.LibTorch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints in all the forms in which they are published. */
class CheckpointTest {
    private static final Golden CLIP = new Golden("signals", "odd_16079");

    private static final double TOLERANCE = TestDevice.tolerance(Precision.FP32);

    @TempDir
    Path temp;

    private Latents encode(Checkpoint files) {
        try (TorchBackend backend =
                TorchBackend.open(() -> ModelParts.open(files), TestDevice.NAME, TestDevice.path(Precision.FP32))) {
            return backend.encode(List.of(CLIP.samples())).get(0);
        }
    }

    private double error(Checkpoint files) {
        return Golden.relativeError(encode(files).values(), CLIP.latents());
    }

    @Test
    void aFolderInThePublishedLayoutIsRead() {
        LibTorch.load();
        assertThat(error(new TinyCheckpoint(temp).source())).isLessThan(TOLERANCE);
    }

    @Test
    void namesMayStandUnderThePrefixOfAnExport() {
        LibTorch.load();
        TinyCheckpoint checkpoint = new TinyCheckpoint(temp);
        TensorFile file = TensorFile.read(checkpoint.hiddenTensors());
        TensorFile renamed = new TensorFile();
        file.tensors.forEach((name, entry) -> renamed.tensors.put("wav2vec2_bert." + name, entry));
        renamed.write(checkpoint.hiddenTensors());
        assertThat(error(checkpoint.source())).isLessThan(TOLERANCE);
    }

    @Test
    void theModelMayBeCutIntoShards() throws Exception {
        LibTorch.load();
        TinyCheckpoint checkpoint = new TinyCheckpoint(temp);
        TensorFile file = TensorFile.read(checkpoint.hiddenTensors());
        List<TensorFile> shards = List.of(new TensorFile(), new TensorFile(), new TensorFile());
        ObjectNode index = new JsonMapper().createObjectNode();
        ObjectNode map = index.putObject("weight_map");
        int next = 0;
        for (String name : file.tensors.keySet()) {
            int shard = next++ % shards.size();
            shards.get(shard).tensors.put(name, file.tensors.get(name));
            map.put(name, "model-0000" + shard + "-of-00003.safetensors");
        }
        for (int i = 0; i < shards.size(); i++) {
            shards.get(i).write(checkpoint.file("w2v-bert-2.0/model-0000" + i + "-of-00003.safetensors"));
        }
        Files.delete(checkpoint.hiddenTensors());
        Files.writeString(checkpoint.file("w2v-bert-2.0/model.safetensors.index.json"), index.toString());
        assertThat(error(checkpoint.source())).isLessThan(TOLERANCE);
    }

    @Test
    void weightsMayBeIn16Bits() {
        LibTorch.load();
        for (String dtype : List.of("BF16", "F16")) {
            TinyCheckpoint checkpoint = new TinyCheckpoint(temp.resolve(dtype));
            TensorFile file = TensorFile.read(checkpoint.hiddenTensors());
            file.narrow(dtype);
            file.write(checkpoint.hiddenTensors());
            // The rounding of the weights themselves is all that is allowed for.
            assertThat(error(checkpoint.source())).as(dtype).isLessThan(dtype.equals("BF16") ? 0.05 : 0.01);
        }
    }

    @Test
    void layersAboveThe17thAndTheDecoderAreNotNeeded() {
        LibTorch.load();
        TinyCheckpoint checkpoint = new TinyCheckpoint(temp);
        TensorFile hidden = TensorFile.read(checkpoint.hiddenTensors());
        hidden.tensors.keySet().removeIf(name -> name.startsWith("encoder.layers.17.") || name.startsWith("masked"));
        hidden.write(checkpoint.hiddenTensors());
        TensorFile codec = TensorFile.read(checkpoint.codecTensors());
        codec.tensors.remove("quantizer.quantizers.0.codebook.weight");
        codec.write(checkpoint.codecTensors());
        assertThat(error(checkpoint.source())).isLessThan(TOLERANCE);
    }

    @Test
    void theCodecsSizesComeFromItsTensorsWhereNoConfigNamesThem() throws Exception {
        LibTorch.load();
        TinyCheckpoint checkpoint = new TinyCheckpoint(temp);
        Files.move(checkpoint.file("base.json"), temp.resolve("other.json"));
        assertThat(checkpoint.source().config()).isEqualTo(Optional.empty());
        assertThat(error(checkpoint.source())).isLessThan(TOLERANCE);
        assertThat(error(checkpoint.source().withConfig(temp.resolve("other.json"))))
                .isLessThan(TOLERANCE);
    }

    @Test
    void everyPrecisionStaysNearTheReference() {
        LibTorch.load();
        TinyCheckpoint checkpoint = new TinyCheckpoint(temp);
        List<Double> errors = new ArrayList<>();
        for (Precision precision : Precision.values()) {
            try (TorchBackend backend = TorchBackend.open(
                    () -> ModelParts.open(checkpoint.source()), TestDevice.NAME, TestDevice.path(precision))) {
                Latents latents = backend.encode(List.of(CLIP.samples())).get(0);
                errors.add(Golden.relativeError(latents.values(), CLIP.latents()));
            }
        }
        for (Precision precision : Precision.values()) {
            assertThat(errors.get(precision.ordinal()))
                    .as(precision.name())
                    .isLessThan(TestDevice.tolerance(precision));
        }
    }

    @Test
    void libTorchsOwnProductsGiveTheSameAsThePackedOnes() {
        LibTorch.load();
        TinyCheckpoint checkpoint = new TinyCheckpoint(temp);
        try (TorchBackend plain = TorchBackend.openWith(
                new LibTorchOperations(),
                MemoryCache.NONE,
                () -> ModelParts.open(checkpoint.source()),
                TestDevice.NAME,
                TestDevice.path(Precision.FP32))) {
            for (Golden golden : Golden.all().toList()) {
                Latents latents = plain.encode(List.of(golden.samples())).get(0);
                assertThat(Golden.relativeError(latents.values(), golden.latents()))
                        .as(golden.clip())
                        .isLessThan(TOLERANCE);
            }
        }
    }
}
