package io.github.metis8d.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.metis8d.Latents;
import io.github.metis8d.io.latents.LatentReader.Entry;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A page as a browser shows it; skipped where there is no Chromium. */
class ReportInBrowserTest {
    private static final List<String> BROWSERS =
            List.of("chromium", "chromium-headless-shell", "chromium-browser", "google-chrome", "chrome");
    private static final List<String> NAMES = List.of(
            "</script><script>alerted = 1</script>.wav",
            "<img src=x onerror=alerted=1>.wav",
            "\u202egnp.wav",
            "caf\udce9.wav",
            "\u05e2\u05d1\u05e8\u05d9\u05ea.wav",
            "a\"b'c&amp;\u2028d.wav");

    @TempDir
    Path temp;

    private String browser;

    @BeforeEach
    void findBrowser() {
        Optional<String> found = BROWSERS.stream()
                .flatMap(name -> Stream.of(
                                System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                        .map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst();
        assumeTrue(found.isPresent(), "there is no Chromium here");
        browser = found.get();
    }

    private void writePage(int files) throws IOException {
        Survey survey = new Survey();
        SyntheticOutput synthetic = new SyntheticOutput(40);
        for (int i = 0; i < files; i++) {
            Entry entry = synthetic.entry(i);
            survey.add(i < NAMES.size() ? new Entry(NAMES.get(i), entry.latents()) : entry);
        }
        Path output = temp.resolve("x.jsonl");
        synthetic.write(output, files);
        Files.writeString(temp.resolve("x.jsonl.job"), "{\"model\": \"tiny-random\", \"precision\": \"fp32\"}\n");
        Files.writeString(
                temp.resolve("x.jsonl.failures.json"),
                "{\"caf\\udce9<b>.wav\": {\"kind\": \"empty\", \"reason\": \"</script><script>alerted = 1</script>\"}}");
        new Report(output, "it ends too soon", null, "1.2")
                .write(survey, (key, seconds) -> {}, temp.resolve("page.html"));
    }

    /** {@return what a browser of this width shows} */
    private JsonNode look(int width) throws IOException, InterruptedException {
        try (InputStream check = getClass().getResourceAsStream("check.html")) {
            Files.copy(check, temp.resolve("check.html"));
        }
        Path out = temp.resolve("out");
        Path err = temp.resolve("err");
        Process process = new ProcessBuilder(
                        browser,
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--allow-file-access-from-files",
                        "--user-data-dir=" + temp.resolve("profile"),
                        "--enable-logging=stderr",
                        "--virtual-time-budget=60000",
                        "--dump-dom",
                        temp.resolve("check.html").toUri() + "#" + width)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        assertThat(process.waitFor()).as(Files.readString(err)).isZero();
        assertThat(Files.readAllLines(err))
                .as("what the page's programs complain of")
                .noneMatch(line -> line.contains("CONSOLE"));
        String seen = Files.readString(out)
                .replaceAll("(?s).*<pre id=\"seen\">|</pre>.*", "")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&");
        assertThat(seen).as("what is seen once all charts are drawn").startsWith("{");
        return new ObjectMapper().readTree(seen);
    }

    @ParameterizedTest
    @ValueSource(ints = {1280, 400})
    void allIsDrawnAndFoundAndNoNameIsMarkup(int width) throws IOException, InterruptedException {
        writePage(1000);
        JsonNode seen = look(width);
        assertThat(seen.get("title").textValue()).isEqualTo("Latents: x.jsonl");
        assertThat(seen.get("width").intValue())
                .as("nothing is wider than the window")
                .isLessThanOrEqualTo(width);
        assertThat(seen.get("tiles").get(0).textValue()).startsWith("1,000");
        assertThat(seen.get("warnings").get(0).textValue()).contains("random weights");
        assertThat(seen.get("warnings").get(1).textValue()).contains("it ends too soon");
        // Durations, the map, the eight latents, and the clips.
        int clips = PageData.of(temp.resolve("page.html")).json().get("clips").size();
        assertThat(seen.get("charts").intValue()).isEqualTo(2 + Latents.DIMENSIONS + clips);
        assertThat(seen.get("canvasColours")).hasSize(2 + clips).allMatch(colours -> colours.intValue() > 4);
        assertThat(seen.get("svgPaths")).hasSize(Latents.DIMENSIONS).allMatch(paths -> paths.intValue() > 20);
        assertThat(seen.get("unlabelled").intValue()).isZero();
        assertThat(seen.get("scripts").intValue()).isEqualTo(3);
        assertThat(seen.get("foreignProgram").booleanValue()).isFalse();
        assertThat(seen.get("requests").intValue()).isZero();
        assertThat(found(seen, 0)).isNotEmpty().allMatch(name -> name.contains("/5a/"));
        assertThat(found(seen, 1)).containsExactly(NAMES.get(0));
        assertThat(found(seen, 2)).containsExactly("\\u202egnp.wav");
        assertThat(found(seen, 3)).containsExactly("caf\\udce9.wav", "caf\\udce9<b>.wav");
        assertThat(found(seen, 4)).isEmpty();
    }

    private static List<String> found(JsonNode seen, int search) {
        List<String> names = new ArrayList<>();
        seen.get("search").get(search).forEach(name -> names.add(name.textValue()));
        return names;
    }
}
