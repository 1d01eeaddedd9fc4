package io.github.metis8d.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.metis8d.ModelException;
import io.github.metis8d.Precision;
import io.github.metis8d.torch.checkpoint.ModelParts;
import io.github.metis8d.torch.runtime.LibTorch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What transformers 5 loads right, written otherwise than the published model, gives the same latents. */
class CheckpointFormsTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String CONFIG = "w2v-bert-2.0/config.json";
    private static final String PREPROCESSOR = "w2v-bert-2.0/preprocessor_config.json";
    private static final String PROCESSOR = "w2v-bert-2.0/processor_config.json";
    private static final String INDEX = "w2v-bert-2.0/model.safetensors.index.json";
    private static final String SHARD = "model-0000%d-of-00002.safetensors";
    private static final String MATRIX = "encoder.layers.3.ffn1.output_dense.weight";

    /** With a frame that has to be completed to a row. */
    private static final Golden CLIP = new Golden("signals", "three_frames_720_odd");

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

    private void assertSameLatents() {
        try (TorchBackend backend = TorchBackend.open(
                () -> ModelParts.open(checkpoint.source()), TestDevice.NAME, TestDevice.path(Precision.FP32))) {
            float[] latents = backend.encode(List.of(CLIP.samples())).get(0).values();
            assertThat(Golden.relativeError(latents, CLIP.latents())).isLessThan(TestDevice.tolerance(Precision.FP32));
        }
    }

    private AbstractThrowableAssert<?, ?> assertRefused() {
        return assertThatThrownBy(() -> ModelParts.open(checkpoint.source()).close())
                .isInstanceOf(ModelException.class)
                .hasMessageNotContaining("Exception");
    }

    private ObjectNode json(String name) throws IOException {
        return (ObjectNode) JSON.readTree(checkpoint.file(name).toFile());
    }

    private void write(String name, String text) throws IOException {
        Files.createDirectories(checkpoint.file(name).getParent());
        Files.writeString(checkpoint.file(name), text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "left_max_position_embeddings",
                "right_max_position_embeddings",
                "position_embeddings_type",
                "hidden_act",
                "layer_norm_eps",
                "feature_projection_input_dim",
                "conv_depthwise_kernel_size"
            })
    void aSettingMayBeLeftOutThatIsTheDefault(String name) {
        checkpoint.editJson(CONFIG, json -> assertThat(json.remove(name)).isNotNull());
        assertSameLatents();
    }

    @Test
    void aFrontEndMayLeaveOutAllSettings() throws Exception {
        write(PREPROCESSOR, "{}");
        assertSameLatents();
    }

    @Test
    void theCodecMayLeaveOutWhatIsTheDefaultAndBeJson5() throws Exception {
        ObjectNode sizes = (ObjectNode) json("base.json").path("model").path("semantic_codec");
        sizes.remove("codebook_dim");
        write("base.json", "{ // Metis\n model: {'semantic_codec': " + sizes + ", /* no more */ },}");
        assertSameLatents();
    }

    @Test
    void settingsThatAreNotNeededMayBeNoNumbers() throws Exception {
        ObjectNode config = json(CONFIG);
        config.remove("mask_feature_prob");
        write(CONFIG, config.toString().replaceFirst("\\{", "{\"mask_feature_prob\": NaN, \"x\": -Infinity, "));
        assertSameLatents();
    }

    @Test
    void theSamplingRateMayBeWrittenAsAFraction() throws Exception {
        write(PREPROCESSOR, json(PREPROCESSOR).put("sampling_rate", 16000.0).toString());
        assertThat(Files.readString(checkpoint.file(PREPROCESSOR))).contains("16000.0");
        assertSameLatents();
    }

    @ParameterizedTest
    @ValueSource(strings = {"feature_extractor", "audio_processor"})
    void theFrontEndMayStandAmongTheProcessors(String section) throws Exception {
        ObjectNode all = JSON.createObjectNode().put("processor_class", "Wav2Vec2BertProcessor");
        all.set(section, json(PREPROCESSOR));
        write(PROCESSOR, all.toString());
        Files.delete(checkpoint.file(PREPROCESSOR));
        assertSameLatents();
    }

    @Test
    void theFrontEndAmongTheProcessorsIsTakenRatherThanTheOther() throws Exception {
        ObjectNode all = JSON.createObjectNode();
        all.set("feature_extractor", json(PREPROCESSOR));
        write(PROCESSOR, all.toString());
        checkpoint.editJson(PREPROCESSOR, json -> json.put("num_mel_bins", 40));
        assertSameLatents();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"feature_extractor\": null}", "{\"tokenizer\": {\"stride\": 3}}"})
    void processorsWithoutAFrontEndLeaveItToTheOtherFile(String processors) throws Exception {
        write(PROCESSOR, processors);
        assertSameLatents();
        Files.delete(checkpoint.file(PREPROCESSOR));
        assertRefused()
                .hasMessageContaining(checkpoint.file(PREPROCESSOR).toString())
                .hasMessageContaining(checkpoint.file(PROCESSOR).toString());
    }

    @Test
    void aFrontEndThatFillsUpOnTheLeftIsRefused() {
        checkpoint.editJson(PREPROCESSOR, json -> json.put("padding_side", "left"));
        assertRefused().hasMessageContaining("padding_side").hasMessageContaining("left");
    }

    @Test
    void weightsUnderAnotherNameAreNotPassedOver() {
        checkpoint.editJson(CONFIG, json -> json.put("transformers_weights", "adapted.safetensors"));
        assertRefused().hasMessageContaining("transformers_weights").hasMessageContaining("adapted.safetensors");
    }

    @Test
    void someNamesMayStandUnderThePrefixOfAnExport() {
        TensorFile mixed = new TensorFile();
        tensors.tensors.forEach(
                (name, entry) -> mixed.tensors.put(name.contains(".ffn") ? "wav2vec2_bert." + name : name, entry));
        mixed.write(checkpoint.hiddenTensors());
        assertSameLatents();
    }

    @Test
    void ofTwoTensorsTheOneWithoutThePrefixIsTaken() {
        TensorFile.Entry right = tensors.tensors.get(MATRIX);
        tensors.tensors.put(
                "wav2vec2_bert." + MATRIX,
                new TensorFile.Entry(right.dtype(), right.shape(), new byte[right.data().length]));
        tensors.write(checkpoint.hiddenTensors());
        assertSameLatents();
    }

    /** Cuts the model into two shards, and writes an index of what a function makes of their names. */
    private Map<String, TensorFile> shards(Function<String, String> names) throws IOException {
        Map<String, TensorFile> shards = new LinkedHashMap<>();
        int next = 0;
        for (Map.Entry<String, TensorFile.Entry> tensor : tensors.tensors.entrySet()) {
            String shard = String.format(SHARD, 1 + next++ % 2);
            shards.computeIfAbsent(shard, name -> new TensorFile()).tensors.put(tensor.getKey(), tensor.getValue());
        }
        ObjectNode map = JSON.createObjectNode();
        shards.forEach((shard, file) -> file.tensors.keySet().forEach(name -> map.put(name, names.apply(shard))));
        write(map);
        Files.delete(checkpoint.hiddenTensors());
        return shards;
    }

    private void write(ObjectNode map) throws IOException {
        ObjectNode index = JSON.createObjectNode();
        index.putObject("metadata").put("total_size", 1);
        index.set("weight_map", map);
        write(INDEX, index.toString());
    }

    private void write(Map<String, TensorFile> shards) {
        shards.forEach((name, file) -> file.write(checkpoint.file("w2v-bert-2.0/" + name)));
    }

    @Test
    void theIndexMayPutATensorIntoTheWrongShard() throws Exception {
        write(shards(name ->
                name.replace("00001-", "0000x-").replace("00002-", "00001-").replace("0000x-", "00002-")));
        assertSameLatents();
    }

    @Test
    void theIndexMayLackATensor() throws Exception {
        write(shards(name -> name));
        ObjectNode map = (ObjectNode) json(INDEX).path("weight_map");
        assertThat(map.remove(MATRIX)).isNotNull();
        write(map);
        assertSameLatents();
    }

    @Test
    void ofATensorInTwoShardsTheLastIsTaken() throws Exception {
        Map<String, TensorFile> shards = shards(name -> name);
        TensorFile.Entry right = tensors.tensors.get(MATRIX);
        shards.get(String.format(SHARD, 2)).tensors.put(MATRIX, right);
        shards.get(String.format(SHARD, 1))
                .tensors
                .put(MATRIX, new TensorFile.Entry(right.dtype(), right.shape(), new byte[right.data().length]));
        write(shards);
        assertSameLatents();
    }

    @ParameterizedTest
    @ValueSource(strings = {"./", "sub/", "./sub/./folder//"})
    void shardsMayLieBelowTheFolder(String below) throws Exception {
        Map<String, TensorFile> shards = shards(name -> below + name);
        Files.createDirectories(checkpoint.file("w2v-bert-2.0/sub/folder"));
        shards.forEach((name, file) -> file.write(checkpoint.file("w2v-bert-2.0/" + below + name)));
        assertSameLatents();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../../semantic_codec/model.safetensors",
                "sub/../../../semantic_codec/model.safetensors",
                "/etc/model.safetensors",
                "C:\\\\model.safetensors",
                "..\\\\model.safetensors",
                "a\\u0000.safetensors",
                "a\\u001b[31m.safetensors",
                "pytorch_model.bin",
                ""
            })
    void aShardMustNotLieElsewhere(String name) throws Exception {
        Files.delete(checkpoint.hiddenTensors());
        write(INDEX, "{\"weight_map\": {\"a\": \"" + name + "\"}}");
        assertRefused()
                .hasMessageContaining(checkpoint.file(INDEX).toString())
                .hasMessageContaining("below its folder")
                .hasMessageNotContaining("\u001b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"F8_E4M3FNUZ", "F8_E5M2FNUZ", "NF4_OF_LATER"})
    void tensorsOfOtherTypesMayStandBeside(String dtype) {
        tensors.tensors.put(
                "encoder.layers.0.scale", new TensorFile.Entry(dtype, JSON.valueToTree(List.of(3)), new byte[3]));
        tensors.write(checkpoint.hiddenTensors());
        assertSameLatents();
    }

    @Test
    void aTensorOfATypeThatIsNotKnownCannotBeAWeight() {
        TensorFile.Entry right = tensors.tensors.get(MATRIX);
        tensors.tensors.put(MATRIX, new TensorFile.Entry("NF4_OF_LATER", right.shape(), right.data()));
        tensors.write(checkpoint.hiddenTensors());
        assertThatThrownBy(this::assertSameLatents)
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(MATRIX + " has dtype NF4_OF_LATER");
    }

    @Test
    void metadataMayBeLong() {
        ObjectNode header = tensors.header();
        header.putObject("__metadata__").put("training", "x".repeat(30_000_000));
        tensors.write(checkpoint.hiddenTensors(), header.toString());
        assertSameLatents();
    }

    @ParameterizedTest
    @ValueSource(strings = {"pytorch_model.bin", "pytorch_model.bin.index.json"})
    void weightsInTorchsFormatAreSaidToBeSuchWithTheWayToConvertThem(String name) throws Exception {
        Files.delete(checkpoint.hiddenTensors());
        write("w2v-bert-2.0/" + name, "");
        assertRefused()
                .hasMessageContaining(name)
                .hasMessageContaining("Wav2Vec2BertModel.from_pretrained(\"" + checkpoint.file("w2v-bert-2.0") + "\")")
                .hasMessageContaining("save_pretrained");
    }

    @Test
    void aCodecInTorchsFormatIsSaidToBeSuch() throws Exception {
        Files.copy(
                checkpoint.statistics(), checkpoint.codecTensors(), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertRefused()
                .hasMessageContaining(checkpoint.codecTensors().toString())
                .hasMessageContaining("save_file");
    }

    @Test
    void whatGitLeavesInPlaceOfALargeFileIsSaidToBeSuch() throws Exception {
        write("w2v-bert-2.0/model.safetensors", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n");
        assertRefused().hasMessageContaining("git lfs pull");
    }

    @ParameterizedTest
    @ValueSource(strings = {CONFIG, PREPROCESSOR, "base.json"})
    void aDeeplyNestedFileIsRefused(String name) throws Exception {
        write(name, "{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}");
        assertRefused().hasMessageContaining(checkpoint.file(name).toString());
    }
}
