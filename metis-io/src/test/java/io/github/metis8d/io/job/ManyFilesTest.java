package io.github.metis8d.io.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.metis8d.Metis8dEncoder;
import io.github.metis8d.io.audio.DecodedAudio;
import io.github.metis8d.io.latents.JobOutput;
import io.github.metis8d.io.latents.JobOutput.IfFinished;
import io.github.metis8d.io.latents.LatentReader;
import io.github.metis8d.io.latents.OutputFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A job over 400,000 files, begun, gone on with and inspected, in a process of its own with a small heap. */
class ManyFilesTest {
    private static final int FILES = 400_000;
    private static final String HEAP = "-Xmx300m";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"JSON, false", "JSONL, true"})
    void aSmallHeapIsEnough(OutputFormat format, boolean compress) throws Exception {
        Path log = folder.resolve("log");
        Process job = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        HEAP,
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ManyFilesTest.class.getName(),
                        folder.resolve("out").toString(),
                        format.name(),
                        String.valueOf(compress))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(job.waitFor()).as(Files.readString(log)).isZero();
        long read = 0;
        try (LatentReader reader = LatentReader.open(folder.resolve("out"))) {
            while (reader.next() != null) {
                read++;
            }
        }
        assertThat(read).isEqualTo(FILES);
    }

    @Test
    void aListOfSoManyFailuresIsWrittenAsTheyHappen() throws IOException {
        FailureLog failures = new FailureLog(folder.resolve("failures.json"));
        for (int i = 0; i < FILES / 100; i++) {
            failures.failed(new Failure(key(i), "empty", key(i) + " is empty"));
        }
        assertThat(new FailureLog(folder.resolve("failures.json")).keys()).hasSize(FILES / 100);
    }

    /** As long as real ones. */
    private static String key(int i) {
        return String.format("part_%03d/%02x/%02x/%032x.wav", i / 20_000, i / 256 % 256, i % 256, i);
    }

    /**
     * The process.
     *
     * @param arguments the output, its format, whether it is compressed
     */
    public static void main(String[] arguments) throws IOException {
        Path file = Path.of(arguments[0]);
        OutputFormat format = OutputFormat.valueOf(arguments[1]);
        boolean compress = Boolean.parseBoolean(arguments[2]);
        List<String> keys =
                IntStream.range(0, FILES).mapToObj(ManyFilesTest::key).sorted().toList();
        run(keys.subList(0, FILES / 2 + 17), file, format, compress).close();
        try (JobOutput output = run(keys, file, format, compress)) {
            output.finish();
        }
    }

    private static JobOutput run(List<String> keys, Path file, OutputFormat format, boolean compress)
            throws IOException {
        JobOutput output = format.open(file, compress, Map.of("model", "none"), IfFinished.FAIL);
        try (Metis8dEncoder encoder = LengthBackend.encoder(clip -> {})) {
            new ExtractionJob(
                            encoder,
                            (key, decoded) -> DecodedAudio.whole(
                                    new float[Metis8dEncoder.MIN_SAMPLES + key.hashCode() % 1000 + 1000]),
                            new ExtractionJob.Limits(1000, 1),
                            output,
                            new ExtractionListener() {})
                    .run(keys, output.keys());
        }
        return output;
    }
}
