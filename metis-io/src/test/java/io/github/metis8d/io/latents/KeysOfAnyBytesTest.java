package io.github.metis8d.io.latents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.metis8d.Latents;
import io.github.metis8d.io.audio.AudioDecoder;
import io.github.metis8d.io.audio.Wav;
import io.github.metis8d.io.files.FileNames;
import io.github.metis8d.io.job.AudioTree;
import io.github.metis8d.io.job.Failure;
import io.github.metis8d.io.job.FailureLog;
import io.github.metis8d.io.latents.JobOutput.IfFinished;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A job over files whose names are any bytes, in every format. */
class KeysOfAnyBytesTest {
    private static final Latents LATENTS = new Latents(new float[8]);
    /** Two of them are no UTF-8; both read as caf? where the bytes are lost. */
    private static final List<String> KEYS = List.of(
            "a \"b\"\n.wav",
            "caf\udce8.wav",
            "caf\udce9.wav",
            "donn\u00e9es/\u65e5\u672c.wav",
            "x\udcff/\ud83d\ude00.wav");

    @TempDir
    private Path temp;

    private Path makeAudio() throws IOException {
        Path audio = Files.createDirectories(temp.resolve("audio"));
        for (String key : KEYS) {
            Path file = FileNames.resolve(audio, key);
            try {
                Files.createDirectories(file.getParent());
                Files.write(file, Wav.bytes(1, 16, 1, 16_000, new double[3200]));
            } catch (IOException e) {
                assumeThat(e).as("this file system takes any bytes as a name").isNull();
            }
        }
        return audio;
    }

    /** Lists a tree, decodes all that is in it, and writes latents and failures in every format. */
    private static final class Job {
        public static void main(String[] folders) throws IOException {
            AudioTree tree = AudioTree.list(Path.of(folders[0]), List.of(".wav"));
            Path output = Path.of(folders[1]);
            Map<OutputFormat, String> names =
                    Map.of(OutputFormat.JSON, "json", OutputFormat.JSONL, "jsonl", OutputFormat.NPY, "npy");
            FailureLog failures = new FailureLog(output.resolve("failures.json"));
            for (Map.Entry<OutputFormat, String> format : names.entrySet()) {
                try (JobOutput out = format.getKey()
                        .open(output.resolve(format.getValue()), false, Map.of("model", "none"), IfFinished.FAIL)) {
                    for (String key : tree.keys()) {
                        new AudioDecoder().decode(tree.file(key));
                        failures.failed(new Failure(key, "other", format.toString()));
                        out.write(key, LATENTS);
                    }
                    out.finish();
                }
            }
            failures.flush();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"C", "C.UTF-8"})
    void everyFileHasAKeyOfItsOwnUnderEveryLocaleAndIsFoundByIt(String locale) throws Exception {
        Path audio = makeAudio();
        Path output = Files.createDirectories(temp.resolve("out"));
        ProcessBuilder job = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Job.class.getName(),
                        audio.toString(),
                        output.toString())
                .redirectErrorStream(true);
        job.environment().put("LC_ALL", locale);
        Process process = job.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        for (String format : List.of("json", "jsonl", "npy")) {
            List<String> keys = new ArrayList<>();
            try (LatentReader reader = LatentReader.open(output.resolve(format))) {
                for (LatentReader.Entry entry = reader.next(); entry != null; entry = reader.next()) {
                    keys.add(entry.key());
                }
            }
            assertThat(keys).as(format).containsExactlyElementsOf(new TreeSet<>(KEYS));
        }
        for (OutputFormat format : List.of(OutputFormat.JSON, OutputFormat.JSONL)) {
            Path file = output.resolve(format == OutputFormat.JSON ? "json" : "jsonl");
            assertThat(format.text(false).whole(file).keys()).containsExactlyInAnyOrderElementsOf(KEYS);
        }
        assertThat(new FailureLog(output.resolve("failures.json")).keys()).containsExactlyInAnyOrderElementsOf(KEYS);
        assertThat(Files.readString(output.resolve("json"))).contains("\"caf\\udce9.wav\"", "\"donn\u00e9es/");
        assertThat(Files.readString(output.resolve("npy/success.json"))).contains("\"caf\\udce8.wav\"");
        assertThat(FileNames.resolve(output.resolve("npy"), "caf\udce9.wav.npy"))
                .exists();
    }
}
