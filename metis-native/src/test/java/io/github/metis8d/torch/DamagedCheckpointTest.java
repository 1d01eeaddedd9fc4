package io.github.metis8d.torch;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.metis8d.ModelException;
import io.github.metis8d.Precision;
import io.github.metis8d.torch.checkpoint.ModelParts;
import io.github.metis8d.torch.runtime.LibTorch;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong with a checkpoint is said once, with the file and every tensor concerned, and nothing else happens. */
class DamagedCheckpointTest {
    private static final String NORM = "encoder.layers.3.final_layer_norm.weight";
    private static final String NORM_BIAS = "encoder.layers.3.final_layer_norm.bias";

    @TempDir
    Path temp;

    private TinyCheckpoint checkpoint;
    private TensorFile tensors;

    @BeforeEach
    void unpack() {
        LibTorch.load();
        checkpoint = new TinyCheckpoint(temp);
        tensors = TensorFile.read(checkpoint.hiddenTensors());
    }

    private AbstractThrowableAssert<?, ?> opening() {
        return assertThatThrownBy(() -> TorchBackend.open(
                                () -> ModelParts.open(checkpoint.source()),
                                TestDevice.NAME,
                                TestDevice.path(Precision.FP32))
                        .close())
                .isInstanceOf(ModelException.class);
    }

    private AbstractThrowableAssert<?, ?> openingWith(ObjectNode header) {
        tensors.write(checkpoint.hiddenTensors(), header.toString());
        return opening().hasMessageContaining(checkpoint.hiddenTensors().toString());
    }

    private static ArrayNode offsets(ObjectNode header, String tensor) {
        return (ArrayNode) header.path(tensor).path("data_offsets");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "w2v-bert-2.0/config.json",
                "w2v-bert-2.0/preprocessor_config.json",
                "w2v-bert-2.0/model.safetensors",
                "semantic_codec/model.safetensors",
                "wav2vec2bert_stats.pt"
            })
    void aMissingFileIsNamed(String name) throws Exception {
        Files.delete(checkpoint.file(name));
        opening().hasMessageContaining("there is no file").hasMessageContaining(name);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 7, 8, 9, 5000, 100_000, 1_000_000})
    void aTruncatedFileIsNamed(long length) throws Exception {
        try (RandomAccessFile file =
                new RandomAccessFile(checkpoint.hiddenTensors().toFile(), "rw")) {
            file.setLength(length);
        }
        opening().hasMessageContaining(checkpoint.hiddenTensors().toString());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 17, 1L << 20, 1L << 31, Long.MAX_VALUE, -1, Long.MIN_VALUE})
    void aWrongHeaderLengthAllocatesNothing(long length) {
        byte[] header = tensors.header().toString().getBytes(StandardCharsets.UTF_8);
        tensors.write(checkpoint.hiddenTensors(), length, header);
        opening().hasMessageContaining(checkpoint.hiddenTensors().toString()).hasMessageContaining("header");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"[]", "3", "null", "{", "{\"a\":1}", "\0\0\0\0", "{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}"})
    void aHeaderThatIsNotOneIsSaidToBe(String header) {
        tensors.write(checkpoint.hiddenTensors(), header);
        opening().hasMessageContaining(checkpoint.hiddenTensors().toString()).hasMessageContaining("safetensors");
    }

    @Test
    void overlappingTensorsAreNamed() {
        ObjectNode header = tensors.header();
        ArrayNode first = offsets(header, NORM);
        offsets(header, NORM_BIAS).removeAll().add(first.get(0)).add(first.get(1));
        openingWith(header).hasMessageContaining(NORM).hasMessageContaining("overlaps");
    }

    @ParameterizedTest
    @CsvSource({"0, 100000000", "-128, 0", "128, 0", "9223372036854775000, 9223372036854775128"})
    void offsetsOutsideOfTheFileAreNamed(long begin, long end) {
        ObjectNode header = tensors.header();
        offsets(header, NORM).removeAll().add(begin).add(end);
        openingWith(header).hasMessageContaining(NORM);
    }

    @Test
    void aShapeThatOverflowsIsNamed() {
        ObjectNode header = tensors.header();
        ((ArrayNode) header.path(NORM).path("shape")).removeAll().add(1L << 40).add(1L << 40);
        openingWith(header).hasMessageContaining(NORM);
    }

    @Test
    void everyMissingTensorIsNamed() {
        tensors.tensors.remove(NORM);
        tensors.tensors.remove("encoder.layers.16.self_attn.linear_k.weight");
        tensors.tensors.remove("feature_projection.projection.bias");
        tensors.write(checkpoint.hiddenTensors());
        opening()
                .hasMessageContaining(checkpoint.hiddenTensors().toString())
                .hasMessageContaining(NORM + " is missing")
                .hasMessageContaining("encoder.layers.16.self_attn.linear_k.weight is missing")
                .hasMessageContaining("feature_projection.projection.bias is missing");
    }

    @Test
    void everyWrongShapeAndTypeIsNamed() {
        TensorFile.Entry norm = tensors.tensors.get(NORM);
        tensors.tensors.put(NORM, new TensorFile.Entry("I32", norm.shape(), norm.data()));
        String square = "encoder.layers.2.self_attn.linear_out.weight";
        TensorFile.Entry out = tensors.tensors.get(square);
        ArrayNode flat = ((ArrayNode) out.shape().deepCopy()).removeAll().add(IntNode.valueOf(32 * 32));
        tensors.tensors.put(square, new TensorFile.Entry("F32", flat, out.data()));
        tensors.write(checkpoint.hiddenTensors());
        opening()
                .hasMessageContaining(NORM + " has dtype I32")
                .hasMessageContaining(square + " has shape [1024] instead of [32, 32]");
    }

    @Test
    void aCodecOfOtherSizesIsNotTaken() {
        checkpoint.editJson(
                "base.json", json -> ((ObjectNode) json.path("model").path("semantic_codec")).put("vocos_dim", 48));
        opening().hasMessageContaining("encoder.0.embed.weight has shape [24, 32, 7] instead of [48, 32, 7]");
    }

    @ParameterizedTest
    @CsvSource({
        "hidden_size, 0",
        "hidden_size, 33",
        "num_hidden_layers, 16",
        "num_attention_heads, 4000000000",
        "layer_norm_eps, -1",
        "conv_depthwise_kernel_size, 1.5"
    })
    void anImpossibleSizeIsNamed(String name, double value) {
        checkpoint.editJson("w2v-bert-2.0/config.json", json -> {
            if (value == Math.rint(value)) {
                json.put(name, (long) value);
            } else {
                json.put(name, value);
            }
        });
        opening().hasMessageContaining("config.json").hasMessageContaining(name);
    }

    @Test
    void anotherKindOfPositionEmbeddingIsRefused() {
        checkpoint.editJson("w2v-bert-2.0/config.json", json -> json.put("position_embeddings_type", "rotary"));
        opening().hasMessageContaining("position_embeddings_type").hasMessageContaining("rotary");
    }

    @Test
    void statisticsOfOtherShapeAreRefused() {
        checkpoint.editJson("w2v-bert-2.0/config.json", json -> json.put("hidden_size", 64));
        checkpoint.editJson(
                "base.json", json -> ((ObjectNode) json.path("model").path("semantic_codec")).put("hidden_size", 64));
        opening().hasMessageContaining(checkpoint.statistics().toString()).hasMessageContaining("vector of 64");
    }

    @Test
    void aFileThatIsNoPickleIsRefused() throws Exception {
        for (byte[] content : new byte[][] {
            {}, "no pickle".getBytes(StandardCharsets.UTF_8), {(byte) 0x80, 2, ']', '.'}, {'P', 'K', 3, 4, 0, 0}
        }) {
            Files.write(checkpoint.statistics(), content);
            opening().hasMessageContaining(checkpoint.statistics().toString());
        }
    }
}
