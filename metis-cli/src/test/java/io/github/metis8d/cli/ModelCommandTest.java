package io.github.metis8d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.metis8d.torch.LibTorch;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code metis model} in a process of its own, as its cache is named by environment variables. */
class ModelCommandTest {
    @TempDir
    Path temp;

    private Path checkpoint;

    record Outcome(int code, List<String> out, String err) {}

    @BeforeEach
    void unpackACheckpoint() throws IOException {
        checkpoint = temp.resolve("checkpoint");
        for (String name : List.of(
                "w2v-bert-2.0/config.json",
                "w2v-bert-2.0/preprocessor_config.json",
                "w2v-bert-2.0/model.safetensors",
                "semantic_codec/model.safetensors",
                "wav2vec2bert_stats.pt")) {
            Path file = checkpoint.resolve(name);
            Files.createDirectories(file.getParent());
            try (InputStream in = LibTorch.class.getResourceAsStream("tiny-random/" + name)) {
                Files.copy(in, file);
            }
        }
    }

    private Outcome run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Metis.class.getName()));
        command.addAll(List.of(arguments));
        Path out = temp.resolve("out.txt");
        Path err = temp.resolve("err.txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("HF_") || name.startsWith("HUGGING"));
        builder.environment().put("HF_HOME", temp.resolve("home").toString());
        builder.environment().put("HF_HUB_OFFLINE", "1");
        int code = builder.start().waitFor();
        return new Outcome(
                code, Files.readAllLines(out, StandardCharsets.UTF_8), Files.readString(err, StandardCharsets.UTF_8));
    }

    @Test
    void pathPrintsWhereThePartsAre() throws Exception {
        Outcome outcome = run("model", "path", checkpoint.toString(), "--stats", "my.pt");

        assertThat(outcome.code).isZero();
        assertThat(outcome.out)
                .containsExactly(
                        checkpoint.resolve("w2v-bert-2.0").toString(),
                        checkpoint.resolve("semantic_codec/model.safetensors").toString(),
                        "my.pt");
    }

    @Test
    void pathOfAModelThatIsNotHereSaysHowToFetchIt() throws Exception {
        Outcome outcome = run("model", "path");

        assertThat(outcome.code).isEqualTo(1);
        assertThat(outcome.out).isEmpty();
        assertThat(outcome.err).contains("metis model pull pretrained").doesNotContain("Exception");
    }

    @Test
    void anEmptyCacheIsListedAsSuch() throws Exception {
        Outcome outcome = run("model", "list");

        assertThat(outcome.code).isZero();
        assertThat(outcome.out)
                .containsExactly("nothing in " + temp.resolve("home").resolve("hub"));
    }

    @Test
    void verifyReadsEveryFileAndLooksForEveryTensor() throws Exception {
        Outcome outcome = run("model", "verify", checkpoint.toString());

        assertThat(outcome.code).isZero();
        assertThat(outcome.out).hasSize(6).last().asString().contains("every tensor");
    }

    @Test
    void verifyNamesAFileThatIsCutShort() throws Exception {
        Path codec = checkpoint.resolve("semantic_codec/model.safetensors");
        byte[] whole = Files.readAllBytes(codec);
        Files.write(codec, java.util.Arrays.copyOf(whole, whole.length - 1));

        Outcome outcome = run("model", "verify", checkpoint.toString());

        assertThat(outcome.code).isEqualTo(3);
        assertThat(outcome.out).last().asString().startsWith("damaged").contains(codec.toString());
        assertThat(outcome.err).doesNotContain("Exception");
    }

    @Test
    void encodingTakesThePublishedModelUnlessToldOtherwise() throws Exception {
        Outcome outcome = run("encode", "--device", "cpu", "some.wav");

        assertThat(outcome.code).isEqualTo(1);
        assertThat(outcome.err)
                .contains("hf:facebook/w2v-bert-2.0 is not whole in the cache")
                .contains("HF_HUB_OFFLINE")
                .contains("w2v-bert-2.0/model.safetensors")
                .doesNotContain("Exception");
    }

    @Test
    void aMissingDeviceIsToldBeforeAnythingIsFetched() throws Exception {
        Outcome outcome = run("encode", "--device", "cuda:99", "some.wav");

        assertThat(outcome.code).isEqualTo(1);
        assertThat(outcome.err).contains("--device cpu").doesNotContain("HF_HUB_OFFLINE");
    }

    @Test
    void aNameThatIsNoRepositoryIsWrongUsage() throws Exception {
        assertThat(run("model", "pull", "hf:../../etc").code).isEqualTo(2);
        assertThat(run("model", "verify", "tiny-random").code).isEqualTo(2);
        assertThat(run("encode", "--model", "tiny-random", "--codec", "x", "--device", "cpu", "some.wav").code)
                .isEqualTo(2);
    }
}
