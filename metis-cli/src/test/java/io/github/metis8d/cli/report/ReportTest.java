package io.github.metis8d.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.metis8d.Latents;
import io.github.metis8d.io.latents.LatentReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The numbers that a page has are those of the output. */
class ReportTest {
    private static final int FILES = 3000;

    @TempDir
    Path temp;

    private PageData report(Path output, String unfinished) throws IOException {
        Survey survey = new Survey();
        try (LatentReader reader = LatentReader.open(output)) {
            for (LatentReader.Entry entry = reader.next(); entry != null; entry = reader.next()) {
                survey.add(entry);
            }
        }
        Path page = temp.resolve("page.html");
        new Report(output, unfinished, null, "1.2").write(survey, (key, seconds) -> {}, page);
        return PageData.of(page);
    }

    private static String row(double value, int frames) {
        return IntStream.range(0, frames)
                .mapToObj(t -> "[" + value + ", 0, 0, 0, 0, 0, 0, " + (t % 2 == 0 ? 1 : -1) + "]")
                .collect(Collectors.joining(", ", "[", "]"));
    }

    @Test
    void itHasTheNumbersOfTheOutput() throws IOException {
        Path output = temp.resolve("x.json");
        Files.writeString(
                output,
                "{\"a.wav\": " + row(1, 100) + ", \"b.wav\": " + row(2, 50) + ", \"c.wav\": " + row(4, 50) + "}");
        JsonNode page = report(output, null).json();
        assertThat(page.at("/origin/output").textValue()).isEqualTo("x.json");
        assertThat(page.at("/origin/model").isNull()).isTrue();
        assertThat(page.at("/origin/version").textValue()).isEqualTo("1.2");
        assertThat(page.at("/totals/files").intValue()).isEqualTo(3);
        assertThat(page.at("/totals/frames").intValue()).isEqualTo(200);
        JsonNode d1 = page.at("/latents/0");
        assertThat(d1.get("min").doubleValue()).isEqualTo(1);
        assertThat(d1.get("max").doubleValue()).isEqualTo(4);
        assertThat(d1.get("mean").doubleValue()).isEqualTo(2);
        assertThat(d1.get("std").doubleValue()).isCloseTo(Math.sqrt(1.5), within(1e-3));
        // Shares of 0.1, 5, 25, 50, 75, 95 and 99.9 %.
        double[] expected = {1, 1, 1, 1, 2, 4, 4};
        for (int i = 0; i < expected.length; i++) {
            assertThat(d1.at("/quantiles/" + i + "/1").doubleValue()).isCloseTo(expected[i], within(expected[i] / 400));
        }
        assertThat(sum(d1.at("/bins/counts"))).isCloseTo(200, within(1L));
        assertThat(sum(page.at("/durations/bins/counts"))).isEqualTo(3);
        assertThat(sum(page.at("/map/cells")))
                .as("the cells' places and counts")
                .isGreaterThanOrEqualTo(3);
        assertThat(page.at("/clips").size()).isEqualTo(3);
        assertThat(page.at("/levels").isNull()).isTrue();
    }

    private static long sum(JsonNode counts) {
        long sum = 0;
        for (JsonNode count : counts) {
            sum += count.longValue();
        }
        return sum;
    }

    @Test
    void theFilesThatAreUnlikeTheOthersAreListedAndDrawn() throws IOException {
        SyntheticOutput synthetic = new SyntheticOutput(30);
        Path output = temp.resolve("x.jsonl");
        synthetic.write(output, FILES);
        PageData page = report(output, null);
        List<String> far = keys(synthetic, SyntheticOutput.FAR_EVERY);
        List<String> still = keys(synthetic, SyntheticOutput.STILL_EVERY);
        List<String> notFinite = keys(synthetic, SyntheticOutput.NOT_FINITE_EVERY);
        assertThat(page.names("/findings/far/files")).containsAll(far);
        assertThat(page.names("/findings/still/files")).containsAll(still);
        assertThat(page.names("/findings/notFinite/files")).containsExactlyElementsOf(notFinite);
        assertThat(page.json().at("/findings/notFinite/count").intValue()).isEqualTo(notFinite.size());
        assertThat(page.json().at("/clips"))
                .extracting(clip -> clip.get("why").textValue())
                .containsOnly("typical", "outlier", "still", "not-finite");
        assertThat(page.json().at("/files").size()).isEqualTo(FILES);
    }

    private static List<String> keys(SyntheticOutput output, int every) {
        return IntStream.range(0, FILES)
                .filter(i -> i % every == every - 1)
                .mapToObj(i -> output.entry(i).key())
                .toList();
    }

    @Test
    void aClipIsDrawnAsItIs() throws IOException {
        Path output = temp.resolve("x.jsonl");
        SyntheticOutput synthetic = new SyntheticOutput(400);
        synthetic.write(output, 5);
        PageData page = report(output, null);
        JsonNode clip = page.json().at("/clips/0");
        String name = page.json().at("/files/" + clip.get("file") + "/0").textValue();
        Latents latents = IntStream.range(0, 5)
                .mapToObj(synthetic::entry)
                .filter(entry -> entry.key().equals(name))
                .findFirst()
                .orElseThrow()
                .latents();
        assertThat(clip.get("frames").intValue()).isEqualTo(latents.frames());
        int columns = clip.at("/columns/3").size();
        assertThat(columns).isEqualTo(Math.min(latents.frames(), Clip.MAX_COLUMNS));
        double sum = 0;
        int end = latents.frames() / columns;
        for (int t = 0; t < end; t++) {
            sum += latents.get(t, 3);
        }
        assertThat(clip.at("/columns/3/0").doubleValue()).isCloseTo(sum / end, within(1e-3));
    }

    @Test
    void anOutputWithoutFilesHasAPageToo() throws IOException {
        Path output = temp.resolve("x.json");
        Files.writeString(output, "{}");
        JsonNode page = report(output, null).json();
        assertThat(page.at("/totals/files").intValue()).isZero();
        assertThat(page.at("/latents").size()).isEqualTo(8);
    }

    @Test
    void filesWithoutFramesOrFiniteValuesHaveNoPlace() throws IOException {
        Path output = temp.resolve("x.json");
        Files.writeString(
                output,
                "{\"none.wav\": [], \"nan.wav\": [[NaN, NaN, NaN, NaN, NaN, NaN, NaN, NaN]], \"a.wav\": " + row(1, 3)
                        + "}");
        PageData page = report(output, null);
        assertThat(page.json().at("/totals/files").intValue()).isEqualTo(3);
        assertThat(page.names("/durations/shortest/files")).containsExactly("none.wav", "nan.wav", "a.wav");
        // Name, seconds, where it is on the map, and its distance.
        assertThat(page.json().at("/files/0/2").isNull()).isTrue();
        assertThat(page.json().at("/files/1/4").isNull()).isTrue();
        assertThat(page.json().at("/files/2/2").isNumber()).isTrue();
    }

    @Test
    void whatIsListedOfTenThousandFailuresKeepsThePageSmall() throws IOException {
        Path output = temp.resolve("x.json");
        Files.writeString(output, "{}");
        Files.writeString(
                temp.resolve("x.json.failures.json"),
                IntStream.range(0, 10_000)
                        .mapToObj(i -> "\"" + i + ".wav\": {\"kind\": \"" + (i < 3 ? "empty" : "not-audio")
                                + "\", \"reason\": \"" + "x".repeat(2000) + "\"}")
                        .collect(Collectors.joining(",", "{", "}")));
        JsonNode failures = report(output, null).json().get("failures");
        assertThat(failures.get("list").textValue()).isEqualTo("x.json.failures.json");
        assertThat(failures.at("/kinds/0/kind").textValue()).isEqualTo("not-audio");
        assertThat(failures.at("/kinds/0/count").intValue()).isEqualTo(9997);
        assertThat(failures.at("/kinds/0/files").size()).isEqualTo(1000);
        assertThat(failures.at("/kinds/1/files/2/0").textValue()).isEqualTo("2.wav");
        assertThat(Files.size(temp.resolve("page.html"))).isLessThan(2_500_000);
    }

    @Test
    void aReportThatCannotBeWrittenLeavesTheOneThatIsThere() throws IOException {
        Path output = temp.resolve("x.json");
        Files.writeString(output, "{}");
        Path page = temp.resolve("page.html");
        Files.writeString(page, "before");
        Survey survey = new Survey();
        // The output is gone before its clips are read.
        survey.add(new LatentReader.Entry("a.wav", new Latents(new float[80])));
        Path gone = temp.resolve("gone.json");
        assertThatThrownBy(() -> new Report(gone, null, null, "").write(survey, (key, seconds) -> {}, page))
                .hasMessageContaining("gone.json");
        assertThat(page).hasContent("before");
        try (var files = Files.list(temp)) {
            assertThat(files.map(file -> file.getFileName().toString()).toList())
                    .containsExactlyInAnyOrder("x.json", "page.html");
        }
    }
}
