package io.github.metis8d.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.metis8d.DeviceFailedException;
import io.github.metis8d.InvalidAudioException;
import io.github.metis8d.Latents;
import io.github.metis8d.Metis8dEncoder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ExtractionJobTest {
    private final Map<String, String> failures = new LinkedHashMap<>();
    private final ListWriter written = new ListWriter();

    private static final class ListWriter implements LatentWriter {
        private final Map<String, Latents> files = new LinkedHashMap<>();
        private final List<Integer> flushedAt = new ArrayList<>();
        private int full = Integer.MAX_VALUE;

        @Override
        public void write(String key, Latents latents) throws IOException {
            if (files.size() == full) {
                throw new IOException("No space left on device");
            }
            files.put(key, latents);
        }

        @Override
        public void flush() {
            flushedAt.add(files.size());
        }

        @Override
        public void close() {}
    }

    private ExtractionSummary run(List<String> keys, int batchSize, Consumer<float[]> trap) throws IOException {
        try (Metis8dEncoder encoder = LengthBackend.encoder(trap)) {
            return new ExtractionJob(encoder, ExtractionJobTest::decode, batchSize, written, new ExtractionListener() {
                        @Override
                        public void failed(String key, String reason) {
                            failures.put(key, reason);
                        }
                    })
                    .run(keys);
        }
    }

    /** A key is a length in samples, and perhaps what is wrong. */
    private static float[] decode(String key) {
        if (key.endsWith("bad")) {
            throw new InvalidAudioException(key + " is damaged");
        }
        if (key.endsWith("bug")) {
            throw new IllegalStateException("a bug");
        }
        float[] samples = new float[Integer.parseInt(key.replaceAll("[^0-9]", ""))];
        if (key.endsWith("nan")) {
            samples[3] = Float.NaN;
        }
        return samples;
    }

    @Test
    void theAnswersAreWrittenInTheOrderOfTheKeysBatchByBatch() throws IOException {
        List<String> keys = IntStream.range(0, 250)
                .mapToObj(i -> "" + (560 + (i * 7919) % 10_007))
                .toList();
        ExtractionSummary summary = run(keys, 100, clip -> {});
        assertThat(written.files.keySet()).containsExactlyElementsOf(keys);
        written.files.forEach(
                (key, latents) -> assertThat(latents).isEqualTo(LengthBackend.answer(Integer.parseInt(key))));
        assertThat(written.flushedAt).containsExactly(100, 200, 250);
        assertThat(summary.encoded()).isEqualTo(250);
        assertThat(summary.failed()).isZero();
        assertThat(summary.audioSeconds())
                .isCloseTo(keys.stream().mapToInt(Integer::parseInt).sum() / 16_000.0, within(1e-6));
    }

    @Test
    void aBadFileIsSkippedAndReported() throws IOException {
        ExtractionSummary summary =
                run(List.of("1000", "1001 bad", "559", "1002 nan", "1003 bug", "1004"), 2, clip -> {});
        assertThat(written.files.keySet()).containsExactly("1000", "1004");
        assertThat(failures.keySet()).containsExactly("1001 bad", "559", "1002 nan", "1003 bug");
        assertThat(failures.get("1001 bad")).isEqualTo("1001 bad is damaged");
        assertThat(failures.get("559")).contains("too short");
        assertThat(failures.get("1002 nan")).contains("sample 3").contains("NaN");
        assertThat(failures.get("1003 bug")).contains("a bug");
        assertThat(summary.failed()).isEqualTo(4);
    }

    @Test
    void withTheLastDeviceGoneTheJobStopsAndWhatWasDoneIsFlushed() {
        List<String> keys =
                IntStream.range(1000, 1300).mapToObj(String::valueOf).toList();
        assertThatThrownBy(() -> run(keys, 10, clip -> {
                    if (clip.length >= 1200) {
                        throw new DeviceFailedException("fallen off the bus");
                    }
                }))
                .isInstanceOf(DeviceFailedException.class);
        assertThat(written.files).isNotEmpty().containsKey("1000");
        assertThat(written.flushedAt).last().isEqualTo(written.files.size());
    }

    @Test
    void aFullDiskStopsTheJob() {
        written.full = 25;
        List<String> keys =
                IntStream.range(1000, 1300).mapToObj(String::valueOf).toList();
        assertThatThrownBy(() -> run(keys, 10, clip -> {})).isInstanceOf(IOException.class);
        assertThat(written.files).hasSize(25);
    }

    @Test
    void nothingToDoIsDone() throws IOException {
        assertThat(run(List.of(), 10, clip -> {}).encoded()).isZero();
    }
}
