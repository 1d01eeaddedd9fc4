package io.github.metis8d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.metis8d.cli.report.PageData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportCommandTest extends FourFileTree {
    private Path page() {
        return temp.resolve("page.html");
    }

    private CommandRun inspect(String output, String... more) {
        String[] arguments = new String[more.length + 3];
        arguments[0] = "inspect";
        arguments[1] = temp.resolve(output).toString();
        arguments[2] = "--report=" + page();
        System.arraycopy(more, 0, arguments, 3, more.length);
        return CommandRun.of(arguments);
    }

    private PageData report(String output, String... more) throws IOException {
        CommandRun run = inspect(output, more);
        assertThat(run.code()).as(run.err()).isEqualTo(Metis.OK);
        assertThat(run.out()).contains("files         ");
        assertThat(run.err()).contains("the report is in " + page());
        return PageData.of(page());
    }

    @ParameterizedTest
    @CsvSource({"json, false", "jsonl, true", "npy, false"})
    void anyFormatHasAReport(String format, boolean compressed) throws IOException {
        spoil("b.wav");
        extract(
                Metis.SOME_FAILED,
                compressed ? new String[] {"--format=" + format, "--compress"} : new String[] {"--format=" + format});
        PageData report = report("out");
        JsonNode json = report.json();
        assertThat(json.at("/totals/files").intValue()).isEqualTo(3);
        assertThat(report.names("/durations/longest/files")).containsExactlyInAnyOrder("a.wav", "c.wav", "d.wav");
        assertThat(json.at("/origin/output").textValue()).isEqualTo("out");
        assertThat(json.at("/origin/model").textValue()).isEqualTo("tiny-random");
        assertThat(json.at("/origin/randomWeights").booleanValue()).isTrue();
        assertThat(json.at("/origin/precision").textValue()).isEqualTo("fp32");
        assertThat(json.at("/origin/audioFolder").textValue()).isEqualTo(audio.toString());
        assertThat(json.at("/origin/unfinished").isNull()).isTrue();
        assertThat(json.at("/failures/kinds/0/kind").textValue()).isEqualTo("not-audio");
        assertThat(json.at("/failures/kinds/0/files/0/0").textValue()).isEqualTo("b.wav");
        assertThat(json.at("/clips").size()).isEqualTo(3);
    }

    @Test
    void whatAJobHasSoFarHasAReportThatSaysSo() throws IOException {
        spoil("d.wav");
        extract(Metis.SOME_FAILED);
        Path partial = temp.resolve("out.partial");
        byte[] whole = Files.readAllBytes(temp.resolve("out"));
        Files.write(partial, Arrays.copyOf(whole, whole.length - 200));
        Files.move(temp.resolve("out.job"), temp.resolve("out.partial.job"));
        Files.delete(temp.resolve("out"));
        JsonNode json = report("out.partial").json();
        assertThat(json.at("/totals/files").intValue()).isEqualTo(2);
        assertThat(json.at("/origin/unfinished").textValue()).contains("out.partial");
        assertThat(json.at("/origin/model").textValue()).isEqualTo("tiny-random");
        assertThat(json.at("/failures/kinds/0/files/0/0").textValue()).isEqualTo("d.wav");
    }

    @Test
    void withTheAudioItTellsWhatIsSilentOrClipped() throws IOException {
        extract(Metis.OK);
        Files.write(audio.resolve("b.wav"), Wave.of(new short[16_000]));
        short[] square = new short[16_000];
        for (int i = 0; i < square.length; i++) {
            square[i] = i / 40 % 2 == 0 ? Short.MAX_VALUE : Short.MIN_VALUE;
        }
        Files.write(audio.resolve("c.wav"), Wave.of(square));
        Files.delete(audio.resolve("d.wav"));
        PageData report = report("out", "--audio-dir=" + audio);
        assertThat(report.names("/levels/silent/files")).containsExactly("b.wav");
        assertThat(report.names("/levels/clipped/files")).containsExactly("c.wav");
        assertThat(report.json().at("/levels/known").intValue()).isEqualTo(3);
    }

    @Test
    void namesThatAreNotUtf8AreInIt() throws IOException {
        Files.write(
                temp.resolve("x.json"),
                "{\"caf\\udce9</script>.wav\": [[1, 2, 3, 4, 5, 6, 7, 8]]}".getBytes(StandardCharsets.UTF_8));
        assertThat(report("x.json").names("/durations/longest/files")).containsExactly("caf\udce9</script>.wav");
    }

    private void refused(int code, String message, String... arguments) {
        CommandRun run = CommandRun.of(arguments);
        assertThat(run.code()).as(run.err()).isEqualTo(code);
        assertThat(run.err()).contains(message).doesNotContain("Exception");
    }

    @Test
    void whatIsWrongIsSaidBeforeAnythingIsRead() throws IOException {
        String none = temp.resolve("none.json").toString();
        refused(2, "--report takes a name that ends in .html, not x.json", "inspect", none, "--report", "x.json");
        refused(
                2,
                "--audio-dir says where the audio for --report is",
                "inspect",
                none,
                "--audio-dir",
                audio.toString());
        Path nowhere = temp.resolve("nowhere/x.html");
        refused(
                Metis.COULD_NOT_RUN,
                "the report " + nowhere + " cannot be written: there is no folder " + nowhere.getParent(),
                "inspect",
                none,
                "--report=" + nowhere);
        Path folder = Files.createDirectory(temp.resolve("folder.html"));
        refused(Metis.COULD_NOT_RUN, "it is a folder", "inspect", none, "--report=" + folder);
        refused(
                Metis.COULD_NOT_RUN,
                "there is no folder " + temp.resolve("quiet"),
                "inspect",
                none,
                "--report=" + page(),
                "--audio-dir=" + temp.resolve("quiet"));
        refused(Metis.COULD_NOT_RUN, "there is no file " + none, "inspect", none, "--report=" + page());
        assertThat(page()).doesNotExist();
    }

    @Test
    void whatCannotBeReadBesideTheOutputIsNamed() throws IOException {
        extract(Metis.OK);
        Path list = Files.createDirectory(temp.resolve("out.failures.json"));
        refused(
                Metis.COULD_NOT_RUN,
                list + " cannot be read: ",
                "inspect",
                temp.resolve("out").toString(),
                "--report=" + page());
    }

    @Test
    void aReportTakesThePlaceOfAnother() throws IOException {
        extract(Metis.OK);
        Files.writeString(page(), "before", StandardOpenOption.CREATE_NEW);
        assertThat(report("out").json().at("/totals/files").intValue()).isEqualTo(4);
        assertThat(temp.resolve("page.html.new")).doesNotExist();
    }
}
