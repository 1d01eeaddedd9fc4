package io.github.metis8d.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.metis8d.io.latents.JsonLatentReader;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    private int extractTo(Path output, String... more) {
        return run(CommandRun.extraction(EXAMPLES, output, more).toArray(String[]::new));
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
    void aDamagedFileIsEncodedAndListedOrSkippedAsAsked() throws IOException {
        Path audio = Files.createDirectories(temp.resolve("audio"));
        byte[] whole = Wave.noise(new Random(1), 32_000);
        Files.write(audio.resolve("cut.wav"), Arrays.copyOf(whole, whole.length - 16_000));
        Files.write(audio.resolve("whole.wav"), whole);
        String lost = "it is damaged: 0.50 s that its header tells of are missing";
        Path failures = temp.resolve("out/semantic_audio_embeddings.json.failures.json");

        assertThat(extract(audio)).isEqualTo(Metis.OK);
        assertThat(read("semantic_audio_embeddings.json"))
                .extracting(JsonLatentReader.Entry::key)
                .containsExactly("cut.wav", "whole.wav");
        assertThat(err)
                .contains("cut.wav is encoded, but " + lost)
                .contains("2 files encoded, 0 failed, 1 encoded without what is damaged");
        assertThat(Files.readString(failures)).contains("\"kind\": \"damaged\"").contains(lost);

        assertThat(extract(audio, "--refuse-damaged", "--overwrite")).isEqualTo(Metis.SOME_FAILED);
        assertThat(read("semantic_audio_embeddings.json"))
                .extracting(JsonLatentReader.Entry::key)
                .containsExactly("whole.wav");
        assertThat(Files.readString(failures)).contains("\"kind\": \"damaged\"").contains("such are refused");
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
    void whatIsWrongWithTheUsageIsToldInPlaceOfTheHelpWithWhereThatIs() {
        assertThat(run("extract")).isEqualTo(2);
        assertThat(err.lines())
                .containsExactly(
                        "metis extract: Missing required option: '--audio-dir=DIR'",
                        "'metis extract --help' tells what there is.");
        err = "";
        assertThat(extract(EXAMPLES, "--max-file", "1")).isEqualTo(2);
        assertThat(err)
                .contains("Unknown option", "--max-file")
                .contains("--max-files")
                .hasLineCount(3);
        err = "";
        assertThat(run()).isEqualTo(2);
        assertThat(err.lines()).hasSize(2).last().isEqualTo("'metis --help' tells what there is.");
    }

    @Test
    void aFileWhereAFolderIsToBeAndTheOtherWayRoundAreToldAsWhatTheyAre() throws IOException {
        Path file = Files.createFile(temp.resolve("file"));
        Path folder = Files.createDirectories(temp.resolve("out/folder.json"));
        assertThat(extract(EXAMPLES, "--output-file=folder.json")).isEqualTo(Metis.COULD_NOT_RUN);
        assertThat(err).contains(folder + " is a folder, and the output is one file");
        assertThat(extract(EXAMPLES, "--overwrite", "--output-file=folder.json"))
                .isEqualTo(Metis.COULD_NOT_RUN);
        for (Path under : List.of(file, file.resolve("sub"))) {
            err = "";
            assertThat(extractTo(under.resolve("x.json"))).isEqualTo(Metis.COULD_NOT_RUN);
            assertThat(err).contains("there can be no folder " + under + ", as " + file + " is a file");
        }
        err = "";
        assertThat(extractTo(file, "--format=npy")).isEqualTo(Metis.COULD_NOT_RUN);
        assertThat(err).contains(file + " is a file, and NumPy files go to a folder");
        err = "";
        assertThat(extract(file)).isEqualTo(Metis.COULD_NOT_RUN);
        assertThat(err).contains(file + " is not a folder");
        err = "";
        assertThat(run("merge", folder.toString(), "1.json")).isEqualTo(Metis.COULD_NOT_RUN);
        assertThat(err).contains(folder + " is a folder, and the output is one file; name another");
        err = "";
        assertThat(run("merge", file.resolve("all.json").toString(), "1.json")).isEqualTo(Metis.COULD_NOT_RUN);
        assertThat(err)
                .contains("all.json cannot be, as " + file + " is a file")
                .doesNotContain(".lock");
        err = "";
        Path none = temp.resolve("none");
        assertThat(run("merge", none.resolve("all.json").toString(), "1.json")).isEqualTo(Metis.COULD_NOT_RUN);
        assertThat(err).contains(none + ": there is no such file or folder").doesNotContain(".lock");
    }

    @Test
    void aLogFileThatCannotBeIsToldWithItsName() {
        Path none = temp.resolve("none");
        assertThat(extract(EXAMPLES, "--log-file=" + none.resolve("log.txt"))).isEqualTo(Metis.COULD_NOT_RUN);
        assertThat(err)
                .contains("the log file " + none.resolve("log.txt") + " cannot be written: there is no folder " + none);
        err = "";
        assertThat(extract(EXAMPLES, "--log-file=" + temp)).isEqualTo(Metis.COULD_NOT_RUN);
        assertThat(err).contains("the log file " + temp + " cannot be written: it is a folder");
    }

    @ParameterizedTest
    @CsvSource({"x.json.gz, {", "x.jsonl.GZ, '{\"path\"'", "x.jsonl, '{\"path\"'"})
    void theEndingOfTheNameIsTakenAtItsWord(String name, String start) throws IOException {
        assertThat(extract(EXAMPLES, "--output-file", name)).as(err).isEqualTo(Metis.OK);
        InputStream file = Files.newInputStream(temp.resolve("out").resolve(name));
        try (InputStream text = name.toLowerCase(Locale.ROOT).endsWith(".gz") ? new GZIPInputStream(file) : file) {
            assertThat(new String(text.readAllBytes(), StandardCharsets.UTF_8)).startsWith(start);
        }
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
        Path nowhere = temp.resolve("none/plot.png");
        assertThat(run("inspect", file, "--plot", nowhere.toString())).isEqualTo(Metis.COULD_NOT_RUN);
        assertThat(err)
                .contains("the picture cannot be written: " + nowhere + ": there is no such file or folder")
                .doesNotContain("Exception");
        assertThat(run("inspect", file, "--plot", plot.toString(), "--file", "none.wav"))
                .isEqualTo(Metis.COULD_NOT_RUN);
        assertThat(err).contains("has no file none.wav");
    }

    @Test
    void shardsAreMergedIntoOneSortedFile() throws IOException {
        extract(EXAMPLES, "--output-file=whole.json");
        for (int shard = 1; shard <= 2; shard++) {
            extract(EXAMPLES, "--shard=" + shard + "/2", "--output-file=" + shard + ".json");
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
        assertThat(read("all.json")).extracting(JsonLatentReader.Entry::key).containsExactlyElementsOf(exampleKeys());
        assertSameButForRounding("whole.json", "all.json");
        assertThat(run("merge", temp.resolve("out/all.txt").toString(), "1.json"))
                .isEqualTo(2);
    }

    @Test
    void outputsInParquetAreWrittenReadAndChangedIntoJson() {
        assertThat(extract(EXAMPLES, "--format=json", "--output-file=a.json")).isEqualTo(Metis.OK);
        assertThat(extract(EXAMPLES, "--format=parquet", "--compress")).isEqualTo(2);
        assertThat(extract(EXAMPLES, "--format=parquet")).as(() -> err).isEqualTo(Metis.OK);
        Path parquet = temp.resolve("out/semantic_audio_embeddings.parquet");
        assertThat(parquet.resolve("part-00000.parquet")).exists();
        assertThat(run("inspect", parquet.toString())).isEqualTo(Metis.OK);
        Path json = temp.resolve("out/b.json");
        assertThat(run("merge", json.toString(), parquet.toString()))
                .as(() -> err)
                .isEqualTo(Metis.OK);
        assertThat(json).hasSameBinaryContentAs(temp.resolve("out/a.json"));
        assertThat(run("merge", "--format=npy", temp.resolve("out/tree").toString(), parquet.toString()))
                .as(() -> err)
                .isEqualTo(Metis.OK);
    }
}
