package io.github.metis8d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
        TinyCheckpoint.unpack(checkpoint);
    }

    private Outcome run(String... arguments) throws IOException, InterruptedException {
        return run(Map.of(), arguments);
    }

    private Outcome run(Map<String, String> environment, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
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
        builder.environment().putAll(environment);
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
    void aForeignRepositoryThatCannotBeReadDoesNotHideTheOthers() throws Exception {
        Path snapshots =
                temp.resolve("home/hub/models--someone--else/snapshots/0123456789abcdef0123456789abcdef01234567");
        Files.createDirectories(snapshots);
        Files.write(snapshots.resolve("config.json"), new byte[] {'"', (byte) 0xe9, '"'});
        Path statistics = temp.resolve("home/assets/metis8d/amphion/default/wav2vec2bert_stats.pt");
        Files.createDirectories(statistics.getParent());
        Files.write(statistics, new byte[9343]);

        Outcome outcome = run("model", "list");

        assertThat(outcome.code).as(outcome.err).isZero();
        assertThat(outcome.out).first().asString().startsWith("wav2vec2bert_stats.pt");
    }

    /** Each would stop a command that needs it. */
    @Test
    void aWrongSettingDoesNotStopWhatDoesNotNeedIt() throws Exception {
        Path token = Files.write(temp.resolve("token"), new byte[] {(byte) 0xe9});
        Map<String, String> wrong =
                Map.of("HF_ENDPOINT", "huggingface.co", "METIS_STATS_URL", "here", "HF_TOKEN_PATH", token.toString());

        assertThat(run(wrong, "model", "path", checkpoint.toString()).code).isZero();
        assertThat(run(wrong, "model", "list").code).isZero();
        assertThat(run(wrong, "encode", "--model", "tiny-random", "--device", "cpu", "missing.wav").err)
                .doesNotContain("HF_ENDPOINT")
                .doesNotContain("HF_TOKEN")
                .contains("missing.wav");
    }

    @Test
    void aWrongSettingIsNamedToWhoNeedsIt() throws Exception {
        Outcome outcome = run(Map.of("HF_ENDPOINT", "http://hf_mirror:8080", "HF_HUB_OFFLINE", "0"), "model", "pull");

        assertThat(outcome.code).isEqualTo(1);
        assertThat(outcome.err)
                .contains("HF_ENDPOINT is http://hf_mirror:8080")
                .contains("no host with \"_\" in its name")
                .doesNotContain("Exception");
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
