package io.github.metis8d.io.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.metis8d.DeviceFailedException;
import io.github.metis8d.DeviceOutOfMemoryException;
import io.github.metis8d.InvalidAudioException;
import io.github.metis8d.InvalidAudioException.Reason;
import io.github.metis8d.Latents;
import io.github.metis8d.Metis8dEncoder;
import io.github.metis8d.io.audio.DecodedAudio;
import io.github.metis8d.io.latents.LatentWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ExtractionJobTest {
    private final Map<String, String> failures = new LinkedHashMap<>();
    private final List<String> kinds = new ArrayList<>();
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
        public void finish() {}

        @Override
        public void close() {}
    }

    private ExtractionSummary run(List<String> keys, int batchSize, Consumer<float[]> trap) throws IOException {
        try (Metis8dEncoder encoder = LengthBackend.encoder(trap)) {
            ExtractionListener listener = new ExtractionListener() {
                @Override
                public void damaged(Failure damage) {
                    failed(damage);
                }

                @Override
                public void failed(Failure failure) {
                    failures.put(failure.key(), failure.message());
                    kinds.add(failure.kind());
                }
            };
            return new ExtractionJob(
                            encoder,
                            ExtractionJobTest::decode,
                            new ExtractionJob.Limits(batchSize, 5),
                            written,
                            listener)
                    .run(keys, Set.of());
        }
    }

    /** A key is a length in samples, and perhaps what is wrong. */
    private static DecodedAudio decode(String key, IntConsumer decoded) {
        if (key.endsWith("bad")) {
            throw new InvalidAudioException(Reason.NOT_AUDIO, key + " is damaged");
        }
        if (key.endsWith("bug")) {
            throw new IllegalStateException("a bug");
        }
        float[] samples = new float[Integer.parseInt(key.replaceAll("[^0-9]", ""))];
        if (key.endsWith("nan")) {
            samples[3] = Float.NaN;
        }
        return key.endsWith("torn") ? new DecodedAudio(samples, "a second is lost", 1) : DecodedAudio.whole(samples);
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
        assertThat(kinds).containsExactly("not-audio", "too-short", "not-finite", "other");
        assertThat(summary.failed()).isEqualTo(4);
    }

    @Test
    void withTheLastDeviceGoneTheJobStopsAndWhatWasDoneIsFlushed() {
        List<String> keys =
                IntStream.range(16_000, 16_300).mapToObj(String::valueOf).toList();
        assertThatThrownBy(() -> run(keys, 10, clip -> {
                    if (clip.length >= 16_200) {
                        throw new DeviceFailedException("fallen off the bus");
                    }
                }))
                .isInstanceOf(DeviceFailedException.class);
        assertThat(written.files).isNotEmpty().containsKey("16000");
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

    @Test
    void fiveFailuresInARowStopTheJobAndWhatWasDoneIsFlushed() {
        List<String> keys =
                List.of("1000", "1 bad", "2 bad", "1001", "3 bad", "4 bad", "5 bad", "6 bad", "7 bad", "1002");
        assertThatThrownBy(() -> run(keys, 100, clip -> {}))
                .isInstanceOf(TooManyFailuresException.class)
                .hasMessageContaining("5 files in a row")
                .hasMessageContaining("7 bad is damaged");
        assertThat(written.files.keySet()).containsExactly("1000", "1001");
        assertThat(written.flushedAt).last().isEqualTo(2);
    }

    @Test
    void aCancelledJobDropsWhatIsInFlight() throws Exception {
        CountDownLatch working = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        List<String> keys =
                IntStream.range(1000, 1300).mapToObj(String::valueOf).toList();
        try (Metis8dEncoder encoder = LengthBackend.encoder(clip -> {
            working.countDown();
            awaitUninterruptibly(release);
        })) {
            ExtractionJob job = new ExtractionJob(
                    encoder,
                    ExtractionJobTest::decode,
                    new ExtractionJob.Limits(10, 5),
                    written,
                    new ExtractionListener() {});
            Future<?> run = CompletableFuture.runAsync(() -> {
                try {
                    job.run(keys, Set.of());
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            working.await();
            job.cancel();
            assertThatThrownBy(run::get).hasRootCauseInstanceOf(CancellationException.class);
            release.countDown();
        }
        assertThat(written.files).isEmpty();
        assertThat(written.flushedAt).isNotEmpty();
    }

    @Test
    void aCancelledJobDoesNotWaitForAFileThatIsBeingDecoded() throws Exception {
        CountDownLatch decoding = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        try (Metis8dEncoder encoder = LengthBackend.encoder(clip -> {})) {
            ExtractionJob job = new ExtractionJob(
                    encoder,
                    (key, decoded) -> {
                        decoding.countDown();
                        awaitUninterruptibly(release);
                        return decode(key, decoded);
                    },
                    new ExtractionJob.Limits(10, 5),
                    written,
                    new ExtractionListener() {});
            Future<?> run = CompletableFuture.runAsync(() -> {
                try {
                    job.run(List.of("1000", "1001"), Set.of());
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            decoding.await();
            job.cancel();
            assertThatThrownBy(run::get).hasRootCauseInstanceOf(CancellationException.class);
        } finally {
            release.countDown();
        }
        assertThat(written.files).isEmpty();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aFileThatIsDamagedIsEncodedAndToldOf() throws IOException {
        ExtractionSummary summary = run(List.of("1000", "1001 torn"), 10, clip -> {});
        assertThat(written.files.keySet()).containsExactly("1000", "1001 torn");
        assertThat(kinds).containsExactly("damaged");
        assertThat(failures)
                .containsOnly(Map.entry("1001 torn", "1001 torn is encoded, but it is damaged: a second is lost"));
        assertThat(summary.encoded()).isEqualTo(2);
        assertThat(summary.damaged()).isEqualTo(1);
        assertThat(summary.failed()).isZero();
    }

    @Test
    void whatIsDoneIsNeitherDecodedNorEncodedAgain() throws IOException {
        List<String> keys = List.of("1000", "1 bad", "1001", "1002", "2 bad", "1003", "1004", "3 bad", "1005");
        List<Integer> encoded = new ArrayList<>();
        List<String> decodings = new CopyOnWriteArrayList<>();
        try (Metis8dEncoder encoder = LengthBackend.encoder(clip -> encoded.add(clip.length))) {
            ExtractionSummary summary = new ExtractionJob(
                            encoder,
                            (key, decoded) -> {
                                decodings.add(key);
                                return decode(key, decoded);
                            },
                            new ExtractionJob.Limits(3, 4),
                            written,
                            new ExtractionListener() {
                                @Override
                                public void failed(Failure failure) {
                                    kinds.add(failure.key());
                                }
                            })
                    .run(keys, Set.of("1000", "1001", "1002", "1003", "1005"));
            assertThat(kinds).containsExactly("1 bad", "2 bad", "3 bad");
            assertThat(summary.failed()).isEqualTo(3);
        }
        assertThat(decodings).containsExactlyInAnyOrder("1 bad", "2 bad", "1004", "3 bad");
        assertThat(encoded).containsExactly(1004);
        assertThat(written.files.keySet()).containsExactly("1004");
    }

    @Test
    void aClipThatTheDeviceHasNoMemoryForIsListedAndTheOthersAreEncoded() throws IOException {
        run(List.of("1000", "5000", "1001"), 10, clip -> {
            if (clip.length == 5000) {
                throw new DeviceOutOfMemoryException(
                        "cuda:0 is out of memory; give a smaller --max-batch-seconds", null);
            }
        });
        assertThat(written.files.keySet()).containsExactly("1000", "1001");
        assertThat(kinds).containsExactly("out-of-memory");
        assertThat(failures.get("5000")).contains("--max-batch-seconds");
    }
}
