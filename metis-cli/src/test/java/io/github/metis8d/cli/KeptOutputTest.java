package io.github.metis8d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is there stays as it is until something better is: whole outputs, half ones, and those of others. */
class KeptOutputTest extends FourFileTree {
    @ParameterizedTest
    @ValueSource(strings = {"json", "jsonl", "npy"})
    void aStoppedJobIsNotFinishedByRetryingWhatFailed(String format) throws IOException {
        spoil("b.wav", "c.wav");
        extract(Metis.COULD_NOT_RUN, "--max-failures-in-a-row=2", "--batch-size=1", "--format=" + format);
        put("b.wav");
        assertThat(extract(Metis.COULD_NOT_RUN, "--retry-failed", "--format=" + format))
                .contains("out is not finished")
                .contains("give the command without --retry-failed");
        assertThat(extract(Metis.SOME_FAILED, "--format=" + format)).contains("1 files are in the output already");
        assertThat(keys("out")).containsExactly("a.wav", "b.wav", "d.wav");
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "npy"})
    void aRetryThatWasStoppedIsGoneOnWith(String format) throws IOException {
        spoil("b.wav", "c.wav", "d.wav");
        extract(Metis.SOME_FAILED, "--format=" + format);
        put("b.wav");
        String[] retry = {"--retry-failed", "--max-failures-in-a-row=2", "--batch-size=1", "--format=" + format};
        extract(Metis.COULD_NOT_RUN, retry);
        put("c.wav");
        put("e.wav");
        extract(Metis.SOME_FAILED, retry);
        assertThat(keys("out")).containsExactlyInAnyOrder("a.wav", "b.wav", "c.wav");
    }

    /** Another job went on with it and was stopped in turn, so that it lacks more than what failed. */
    @Test
    void aRetryThatBecameAnotherJobIsNotFinishedByARetry() throws IOException {
        spoil("b.wav", "c.wav", "d.wav");
        extract(Metis.SOME_FAILED);
        put("b.wav");
        extract(Metis.COULD_NOT_RUN, "--retry-failed", "--max-failures-in-a-row=2", "--batch-size=1");
        put("aa.wav");
        put("e.wav");
        spoil("ab.wav", "ac.wav", "ad.wav");
        extract(Metis.COULD_NOT_RUN, "--max-failures-in-a-row=3", "--batch-size=1");
        assertThat(extract(Metis.COULD_NOT_RUN, "--retry-failed")).contains("out is not finished");
        extract(Metis.SOME_FAILED);
        assertThat(keys("out")).containsExactlyInAnyOrder("a.wav", "b.wav", "aa.wav", "e.wav");
    }

    @Test
    void withoutAListThereIsNothingToRetry() throws IOException {
        assertThat(extract(Metis.COULD_NOT_RUN, "--retry-failed")).contains("there is no finished output");
        assertThat(temp.resolve("out")).doesNotExist();
        extract(Metis.OK);
        byte[] whole = Files.readAllBytes(temp.resolve("out"));
        put("e.wav");
        assertThat(extract(Metis.OK, "--retry-failed")).contains("0 to go");
        assertThat(temp.resolve("out")).hasBinaryContent(whole);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--append", "--retry-failed", "--overwrite"})
    void aFinishedOutputStaysUntilDeviceAndModelWork(String option) throws IOException {
        spoil("b.wav");
        for (String format : List.of("json", "npy")) {
            Path output = temp.resolve("out" + format);
            List<String> good = CommandRun.extraction(audio, output, "--format=" + format);
            assertThat(CommandRun.of(good).code()).isEqualTo(Metis.SOME_FAILED);
            put("e.wav");
            for (String bad : List.of("--device=cuda:77", "--model=" + temp.resolve("nowhere"))) {
                List<String> wrong = CommandRun.extraction(audio, output, "--format=" + format, option);
                wrong.removeIf(argument -> argument.startsWith(bad.substring(0, bad.indexOf('=') + 1)));
                wrong.add(bad);
                CommandRun run = CommandRun.of(wrong);
                assertThat(run.code()).as(run.err()).isEqualTo(Metis.COULD_NOT_RUN);
                assertThat(format.equals("npy") ? output.resolve("success.json") : output)
                        .as(bad)
                        .exists();
                assertThat(temp.resolve("outjson.partial")).doesNotExist();
            }
            Files.delete(audio.resolve("e.wav"));
        }
    }

    @Test
    void aWrongDeviceLeavesNothingBehind() {
        List<String> wrong = CommandRun.extraction(audio, temp.resolve("new/out"));
        wrong.removeIf(argument -> argument.startsWith("--device"));
        wrong.add("--device=cuda:77");
        assertThat(CommandRun.of(wrong).code()).isEqualTo(Metis.COULD_NOT_RUN);
        assertThat(temp.resolve("new")).doesNotExist();
    }

    @Test
    void anOutputThatIsAddedToStaysUntilThereIsSomethingToAdd() throws IOException {
        extract(Metis.OK);
        spoil("e.wav", "f.wav");
        byte[] whole = Files.readAllBytes(temp.resolve("out"));
        extract(Metis.SOME_FAILED, "--append");
        assertThat(temp.resolve("out")).hasBinaryContent(whole);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sub/deeper/x.json", "../y.json", "x.json", "./z.json"})
    void theListOfFailuresIsBesideTheOutput(String name) throws IOException {
        spoil("b.wav");
        Path folder = Files.createDirectories(temp.resolve("folder"));
        List<String> arguments = CommandRun.extraction(audio, folder.resolve("out"));
        arguments.removeIf(argument -> argument.startsWith("--output-file"));
        arguments.add("--output-file=" + name);
        CommandRun run = CommandRun.of(arguments);
        assertThat(run.code()).as(run.err()).isEqualTo(Metis.SOME_FAILED);
        assertThat(folder.resolve(name)).exists();
        assertThat(folder.resolve(name + ".failures.json")).content().contains("b.wav");
        assertThat(folder.resolve(name + ".job")).exists();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "sub/..", "/"})
    void anOutputMustHaveAName(String name) {
        assertThat(extract("--output-file=" + name).code()).isEqualTo(2);
    }

    @Test
    void aNameThatIsTooLongForAFolderIsAFailureOfThatFileAlone() throws IOException {
        String name = "n".repeat(246) + ".wav";
        put(name);
        String told = extract(Metis.SOME_FAILED, "--format=npy", "--batch-size=2");
        assertThat(told).contains("skipped " + name).contains("rename it, or use --format json");
        assertThat(keys("out")).containsExactly("a.wav", "b.wav", "c.wav", "d.wav");
        assertThat(temp.resolve("out.failures.json")).content().contains("unwritable");
        CommandRun json = CommandRun.of(CommandRun.extraction(audio, temp.resolve("out.json")));
        assertThat(json.err()).contains("5 files encoded");
    }

    @Test
    void arraysOfOthersAreRefusedAndKept() throws IOException {
        Path theirs = Files.createDirectories(temp.resolve("out/train")).resolve("x.npy");
        Files.write(theirs, new byte[10]);
        for (String option : List.of("--overwrite", "--append")) {
            assertThat(extract(Metis.COULD_NOT_RUN, "--format=npy", option)).contains("train/x.npy");
            assertThat(theirs).exists();
        }
    }
}
