package io.github.metis8d.io.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.metis8d.DeviceOutOfMemoryException;
import io.github.metis8d.Metis8dEncoder;
import io.github.metis8d.io.audio.AudioDecoder;
import io.github.metis8d.io.audio.Wav;
import io.github.metis8d.io.files.KeyOrder;
import io.github.metis8d.io.latents.JobOutput;
import io.github.metis8d.io.latents.JobOutput.IfFinished;
import io.github.metis8d.io.latents.LatentReader;
import io.github.metis8d.io.latents.OutputFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Jobs over real files that change while they run, into real outputs; the device alone is made up. */
class JobOnFilesTest {
    private static final int SAMPLES = 2000;

    @TempDir
    private Path temp;

    private Path audio;
    private final Map<String, String> failures = new LinkedHashMap<>();
    private Consumer<ExtractionSummary> afterBatch = summary -> {};

    @BeforeEach
    void makeAudio() throws IOException {
        audio = Files.createDirectories(temp.resolve("audio"));
        for (int i = 0; i < 6; i++) {
            Files.write(audio.resolve(i + ".wav"), Wav.bytes(1, 16, 1, 16_000, new double[SAMPLES + i]));
        }
    }

    private AudioTree list() {
        return AudioTree.list(audio, List.of(".wav"));
    }

    private JobOutput output(OutputFormat format) throws IOException {
        return format.open(temp.resolve("out"), false, Map.of("model", "none"), IfFinished.FAIL);
    }

    private void run(AudioTree tree, JobOutput output, Consumer<float[]> trap) throws IOException {
        AudioDecoder decoder = new AudioDecoder();
        ExtractionListener listener = new ExtractionListener() {
            @Override
            public void failed(Failure failure) {
                failures.put(failure.key(), failure.kind());
            }

            @Override
            public void batchWritten(ExtractionSummary summary) {
                afterBatch.accept(summary);
            }
        };
        try (Metis8dEncoder encoder = LengthBackend.encoder(trap)) {
            new ExtractionJob(
                            encoder, new TreeSource(tree, decoder), new ExtractionJob.Limits(2, 100), output, listener)
                    .run(tree.keys(), output.keys());
        }
    }

    private Map<String, Float> lengths() {
        Map<String, Float> lengths = new LinkedHashMap<>();
        try (LatentReader reader = LatentReader.open(temp.resolve("out"))) {
            for (LatentReader.Entry entry = reader.next(); entry != null; entry = reader.next()) {
                lengths.put(entry.key(), entry.latents().get(0, 0));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return lengths;
    }

    @Test
    void aFileThatVanishesAfterItWasListedIsListedAsMissing() throws IOException {
        AudioTree tree = list();
        Files.delete(audio.resolve("1.wav"));
        Files.delete(audio.resolve("4.wav"));
        try (JobOutput output = output(OutputFormat.JSON)) {
            run(tree, output, clip -> {});
            output.finish();
        }
        assertThat(failures).isEqualTo(Map.of("1.wav", "missing", "4.wav", "missing"));
        assertThat(lengths()).containsOnlyKeys("0.wav", "2.wav", "3.wav", "5.wav");
    }

    @Test
    void aFileThatGrowsWhileItIsReadGivesWhatWasThereAtSomeMoment() throws IOException {
        int claimed = 1 << 24;
        byte[] wav = Wav.bytes(1, 16, 1, 16_000, new double[SAMPLES]);
        ByteBuffer.wrap(wav)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(4, 36 + claimed)
                .putInt(40, claimed);
        Path growing = Files.write(temp.resolve("growing"), wav);
        for (int i = 0; i < 40; i++) {
            Files.createSymbolicLink(audio.resolve("link " + i + ".wav"), growing);
        }
        AudioTree tree = list();
        AtomicBoolean stop = new AtomicBoolean();
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
            try {
                while (!stop.get() && Files.size(growing) < claimed) {
                    Files.write(growing, new byte[1001], StandardOpenOption.APPEND);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        try (JobOutput output = output(OutputFormat.JSON)) {
            run(tree, output, clip -> {});
            output.finish();
        } finally {
            stop.set(true);
            writer.join();
        }
        assertThat(failures).isEmpty();
        float most = (Files.size(growing) - 44) / 2;
        assertThat(lengths()).hasSize(46).allSatisfy((key, length) -> assertThat(length)
                .isBetween((float) SAMPLES, most));
    }

    @Test
    void aFileThatTheDeviceHasNoMemoryForIsListedAndItsNeighboursAreWritten() throws IOException {
        try (JobOutput output = output(OutputFormat.JSON)) {
            run(list(), output, clip -> {
                if (clip.length == SAMPLES + 3) {
                    throw new DeviceOutOfMemoryException("cuda:0 is out of memory", null);
                }
            });
            output.finish();
        }
        assertThat(failures).isEqualTo(Map.of("3.wav", "out-of-memory"));
        assertThat(lengths()).containsOnlyKeys("0.wav", "1.wav", "2.wav", "4.wav", "5.wav");
    }

    @ParameterizedTest
    @EnumSource(value = OutputFormat.class, mode = Mode.EXCLUDE, names = "PARQUET")
    void anOutputThatIsRemovedStopsTheJobAtTheNextBatch(OutputFormat format) throws IOException {
        Path folder = Files.createDirectories(temp.resolve("folder"));
        Path moved = temp.resolve("moved");
        Set<Integer> batches = new HashSet<>();
        afterBatch = summary -> {
            batches.add(summary.encoded());
            if (summary.encoded() == 4) {
                move(folder, moved);
            }
        };
        try (JobOutput output = format.open(folder.resolve("out"), false, Map.of("model", "none"), IfFinished.FAIL)) {
            assertThatThrownBy(() -> run(list(), output, clip -> {}))
                    .isInstanceOf(NoSuchFileException.class)
                    .hasMessageContaining("it was removed or renamed while it was written");
        }
        assertThat(batches).containsExactlyInAnyOrder(2, 4);
        // What was written before is whole, and is gone on with in its new place.
        try (JobOutput output = format.open(moved.resolve("out"), false, Map.of("model", "none"), IfFinished.FAIL)) {
            assertThat(output.keys()).contains("0.wav", "1.wav", "2.wav", "3.wav");
        }
    }

    /** Earlier versions sorted by UTF-16 units: what they began keeps its order, and what is left follows in today's. */
    @ParameterizedTest
    @EnumSource(value = OutputFormat.class, mode = Mode.EXCLUDE, names = "PARQUET")
    void anOutputThatWasBegunInTheEarlierOrderIsGoneOnWith(OutputFormat format) throws IOException {
        List<String> names = List.of("0.wav", "1.wav", "2.wav", "3.wav", "4.wav", "5.wav");
        List<String> keys = List.of("\uD83D\uDE00", "\uFF5D", "\uFF5E", "\uD83D\uDE01", "a", "b");
        AudioSource source =
                (key, decoded) -> new AudioDecoder().read(audio.resolve(names.get(keys.indexOf(key))), decoded);
        try (JobOutput output = output(format)) {
            for (String key : List.of("a", "\uD83D\uDE00", "\uFF5E")) {
                output.write(key, LengthBackend.answer(SAMPLES + keys.indexOf(key)));
            }
            output.flush();
        }
        List<String> sorted = keys.stream().sorted(KeyOrder.BY_CODE_POINT).toList();
        try (JobOutput output = output(format);
                Metis8dEncoder encoder = LengthBackend.encoder(clip -> {})) {
            assertThat(output.keys()).hasSize(3);
            new ExtractionJob(encoder, source, new ExtractionJob.Limits(2, 1), output, new ExtractionListener() {})
                    .run(sorted, output.keys());
            output.finish();
        }
        assertThat(lengths()).hasSize(6).allSatisfy((key, length) -> assertThat(length)
                .isEqualTo(SAMPLES + keys.indexOf(key)));
    }

    private static void move(Path from, Path to) {
        try {
            Files.move(from, to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
