package io.github.metis8d.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.metis8d.io.JsonLatentReader;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as a person types it, on the example audio and the built-in model of random weights. */
class MetisTest {
    private static final Path EXAMPLES = Path.of("..", "examples", "audio");

    @TempDir
    Path temp;

    private String out = "";
    private String err = "";

    private int run(String... arguments) {
        CommandRun run = CommandRun.of(arguments);
        out += run.out();
        err += run.err();
        return run.code();
    }

    private int extract(Path audio, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "extract",
                "--audio-dir",
                audio.toString(),
                "--output-dir",
                temp.resolve("out").toString(),
                "--model",
                "tiny-random",
                "--device",
                TestDevice.NAME));
        arguments.addAll(List.of(more));
        return run(arguments.toArray(String[]::new));
    }

    private List<JsonLatentReader.Entry> read(String name) {
        List<JsonLatentReader.Entry> entries = new ArrayList<>();
        try (JsonLatentReader reader = JsonLatentReader.open(temp.resolve("out").resolve(name))) {
            for (JsonLatentReader.Entry e = reader.next(); e != null; e = reader.next()) {
                entries.add(e);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return entries;
    }

    private static List<String> exampleKeys() throws IOException {
        try (Stream<Path> files = Files.walk(EXAMPLES)) {
            return files.filter(f -> f.toString().endsWith(".wav"))
                    .map(f -> EXAMPLES.relativize(f).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void extractWritesEveryFileSortedByPath() throws IOException {
        assertThat(extract(EXAMPLES)).as(() -> err).isEqualTo(Metis.OK);
        List<JsonLatentReader.Entry> entries = read("semantic_audio_embeddings.json");
        assertThat(entries).extracting(JsonLatentReader.Entry::key).containsExactlyElementsOf(exampleKeys());
        assertThat(entries).allSatisfy(e -> assertThat(e.latents().frames()).isGreaterThan(100));
        assertThat(err)
                .contains("random weights")
                .contains("4 files encoded, 0 failed")
                .contains("x real time");
        assertThat(out).isEmpty();
        try (Stream<Path> files = Files.list(temp.resolve("out"))) {
            assertThat(files.map(f -> f.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "semantic_audio_embeddings.json",
                            "semantic_audio_embeddings.json.job",
                            ".semantic_audio_embeddings.json.lock");
        }
    }

    private void assertSameButForRounding(String a, String b) {
        List<JsonLatentReader.Entry> x = read(a);
        List<JsonLatentReader.Entry> y = read(b);
        assertThat(y)
                .extracting(JsonLatentReader.Entry::key)
                .containsExactlyElementsOf(
                        x.stream().map(JsonLatentReader.Entry::key).toList());
        for (int i = 0; i < x.size(); i++) {
            assertThat(y.get(i).latents().values())
                    .as(x.get(i).key())
                    .containsExactly(x.get(i).latents().values(), within(1e-4f));
        }
    }

    @Test
    void theBatchSizeChangesNothing() {
        extract(EXAMPLES, "--output-file", "a.json");
        extract(EXAMPLES, "--output-file", "b.json", "--batch-size", "1");
        assertSameButForRounding("a.json", "b.json");
    }

    @Test
    void aPartKeepsItsNameInTheKeysAndMaxFilesLimits() {
        assertThat(extract(EXAMPLES, "--part", "part_004", "--max-files", "1", "--output-file", "p.json"))
                .isEqualTo(Metis.OK);
        assertThat(read("p.json")).singleElement().satisfies(e -> assertThat(e.key())
                .startsWith("part_004/"));
    }

    @Test
    void aBadFileIsReportedAndSkipped() throws IOException {
        Path audio = Files.createDirectories(temp.resolve("audio"));
        Files.writeString(audio.resolve("a bad.wav"), "no audio");
        Files.createFile(audio.resolve("b empty.wav"));
        Files.copy(EXAMPLES.resolve(exampleKeys().get(0)), audio.resolve("c.wav"));
        assertThat(extract(audio)).isEqualTo(Metis.SOME_FAILED);
        assertThat(read("semantic_audio_embeddings.json"))
                .extracting(JsonLatentReader.Entry::key)
                .containsExactly("c.wav");
        assertThat(err)
                .contains("skipped a bad.wav")
                .contains("skipped b empty.wav")
                .contains("is empty")
                .contains("1 files encoded, 2 failed")
                .doesNotContain("\tat ");
    }

    @Test
    void anAbsentGpuIsAnErrorThatNamesTheCpu() {
        assertThat(run("extract", "--audio-dir", EXAMPLES.toString(), "--model", "tiny-random", "--device", "cuda:77"))
                .isEqualTo(Metis.COULD_NOT_RUN);
        assertThat(err)
                .contains("there is no CUDA device cuda:77")
                .contains("--device cpu")
                .doesNotContain("\tat ");
    }

    @Test
    void whatCannotRunSaysWhyInOneLine() {
        assertThat(extract(temp.resolve("none"))).isEqualTo(Metis.COULD_NOT_RUN);
        assertThat(err).contains("there is no folder " + temp.resolve("none"));
        err = "";
        assertThat(extract(temp)).isEqualTo(Metis.COULD_NOT_RUN);
        assertThat(err).contains("there is no file that ends in .wav below " + temp);
        err = "";
        assertThat(run(
                        "extract",
                        "--audio-dir",
                        EXAMPLES.toString(),
                        "--model",
                        temp.toString(),
                        "--device",
                        TestDevice.NAME))
                .isEqualTo(Metis.COULD_NOT_RUN);
        assertThat(err).contains("there is no file").contains("config.json");
    }

    @Test
    void verboseShowsWhereAnErrorCameFrom() {
        assertThat(extract(temp.resolve("none"), "--verbose")).isEqualTo(Metis.COULD_NOT_RUN);
        assertThat(err).contains("\tat ");
    }

    @Test
    void wrongUsageIsTold() {
        assertThat(run()).isEqualTo(2);
        assertThat(run("extract")).isEqualTo(2);
        assertThat(err).contains("--audio-dir");
        assertThat(extract(EXAMPLES, "--precision", "fp8")).isEqualTo(2);
        assertThat(extract(EXAMPLES, "--batch-size", "0")).isEqualTo(2);
        assertThat(extract(EXAMPLES, "--config", "x.json")).isEqualTo(2);
    }

    @Test
    void helpShowsEveryOptionWithItsDefault() {
        assertThat(run("extract", "--help")).isZero();
        assertThat(out)
                .contains("Default: cuda:0")
                .contains("Default: fp32")
                .contains("Default: 100")
                .contains("Default: semantic_audio_embeddings.json")
                .contains("Default: .wav");
    }

    @Test
    void versionNamesLibTorchAndCuda() {
        assertThat(run("--version")).isZero();
        assertThat(out).contains("metis ").contains("LibTorch 2.").contains("CUDA");
    }

    @Test
    void theLogFileHoldsWhatWasTold() throws IOException {
        Path log = temp.resolve("metis.log");
        assertThat(extract(EXAMPLES, "--quiet", "--log-file", log.toString())).isEqualTo(Metis.OK);
        assertThat(err).doesNotContain("files encoded").contains("random weights");
        assertThat(Files.readString(log)).contains("4 files encoded");
    }

    @Test
    void inspectTellsWhatAnOutputHoldsAndDrawsAFile() throws IOException {
        extract(EXAMPLES, "--format", "jsonl", "--compress", "--output-file", "x.gz");
        String file = temp.resolve("out/x.gz").toString();
        Path plot = temp.resolve("plot.png");
        String key = exampleKeys().get(1);
        assertThat(run("inspect", file, "--plot", plot.toString(), "--file", key))
                .as(() -> err)
                .isEqualTo(Metis.OK);
        assertThat(out)
                .contains("files         4")
                .contains("frames        726 (14.5 s of audio)")
                .contains("NaN or inf    0 files")
                .contains("d8  ");
        BufferedImage picture = ImageIO.read(plot.toFile());
        assertThat(picture.getWidth()).isGreaterThan(2000);
        assertThat(run("inspect", file, "--plot", plot.toString(), "--file", "none.wav"))
                .isEqualTo(Metis.COULD_NOT_RUN);
        assertThat(err).contains("has no file none.wav");
    }

    /** Encodes the examples whole and in two shards, and joins those. */
    private void shardAndMerge(String... more) {
        extract(
                EXAMPLES,
                Stream.concat(Stream.of("--output-file=whole.json"), Stream.of(more))
                        .toArray(String[]::new));
        for (int shard = 1; shard <= 2; shard++) {
            extract(
                    EXAMPLES,
                    Stream.concat(
                                    Stream.of("--shard=" + shard + "/2", "--output-file=" + shard + ".json"),
                                    Stream.of(more))
                            .toArray(String[]::new));
            assertThat(read(shard + ".json")).isNotEmpty();
        }
        Path folder = temp.resolve("out");
        assertThat(run(
                        "merge",
                        folder.resolve("all.json").toString(),
                        folder.resolve("1.json").toString(),
                        folder.resolve("2.json").toString()))
                .as(() -> err)
                .isEqualTo(Metis.OK);
    }

    @Test
    void shardsAreMergedIntoOneSortedFile() throws IOException {
        shardAndMerge();
        assertThat(read("all.json")).extracting(JsonLatentReader.Entry::key).containsExactlyElementsOf(exampleKeys());
        assertSameButForRounding("whole.json", "all.json");
        assertThat(run("merge", temp.resolve("out/all.txt").toString(), "1.json"))
                .isEqualTo(2);
    }

    @Test
    void encodedOneByOneShardsAreMergedIntoWhatOneJobWritesToTheByte() {
        shardAndMerge("--batch-size=1");
        assertThat(temp.resolve("out/all.json")).hasSameBinaryContentAs(temp.resolve("out/whole.json"));
    }
}
